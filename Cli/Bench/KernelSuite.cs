using NeuralDA.Assimilation.Lanes;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Cli.Hosting;

namespace NeuralDA.Cli.Bench;

/// <summary>Neural assimilation of windows on one core, beside the core's measured peak.</summary>
internal static class KernelSuite
{
    /// <summary>Measures.</summary>
    public static IEnumerable<BenchmarkFigure> Run()
    {
        var peak = MachinePeak.Float32Flops(bits: 32 * Float32Lanes.Count) / 1e9;
        yield return BenchmarkFigure.Alone($"fp32 multiply-adds, {32 * Float32Lanes.Count} bits", peak, "Gflop/s");
        foreach (var (name, goals) in Priors)
        {
            var prior = PriorFiles.Load(PriorFiles.ShippedAs(name));
            foreach (var (windows, goal) in goals)
            {
                var work = new NeuralWindows<Float32Lanes>(prior, windows, withDeviations: name == "lorenz63");
                var seconds = Measurement.Seconds(work.Run);
                yield return BenchmarkFigure.OfLimit(
                    $"{name}, {windows} windows", windows * work.FlopsPerWindow / seconds / 1e9, "Gflop/s", peak, goal);
                yield return BenchmarkFigure.Alone($"{name}, {windows} windows: time each", seconds / windows * 1e6, "us");
                yield return BenchmarkFigure.Alone(
                    $"{name}, {windows} windows: allocated", Measurement.AllocatedBytes(work.Run), "bytes", atMost: 0);
            }
        }
    }

    // Algorithm 2 whole, as the paper has it, and the prior that is the default, with standard deviations; goals are parts of peak.
    private static (string Prior, (int Windows, double Goal)[] Goals)[] Priors { get; } =
    [
        ("lorenz63-paper", [(64, 0.8), (1024, 0.75)]),
        ("lorenz63", [(64, 0.7)]),
    ];
}
