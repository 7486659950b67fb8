using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Cli.Hosting;

namespace NeuralDA.Cli.Bench;

/// <summary>Methods side by side on the same windows, one thread.</summary>
internal static class MethodSuite
{
    private const int Windows = 64;

    /// <summary>Measures.</summary>
    public static IEnumerable<BenchmarkFigure> Run()
    {
        var prior = PriorFiles.Load(PriorFiles.Shipped);
        var descents = new DescentWindows(prior, Windows);
        var (together, oneByOne) = (MicrosecondsEach(descents.RunTogether), MicrosecondsEach(descents.RunOneByOne));
        yield return BenchmarkFigure.Against(
            "4D-Var to convergence, 64 windows together; one by one", together, "us/window", oneByOne, goal: 5);
        var neural = NeuralWindows.Create(prior, Windows, withDeviations: true);
        yield return BenchmarkFigure.Against(
            "neural with deviations, 64 windows; 4D-Var together", MicrosecondsEach(neural.Run), "us/window", together);
    }

    private static double MicrosecondsEach(Action work) => Measurement.Seconds(work) / Windows * 1e6;
}
