using NeuralDA.Assimilation.Training;
using NeuralDA.Cli.Bench.Workloads;

namespace NeuralDA.Cli.Bench;

/// <summary>
/// A training step on one thread, forward, backward and update, beside the same step of the same networks on the same windows where
/// Torch solves for the estimates with dense matrices and differentiates that.
/// </summary>
internal static class TrainingStepSuite
{
    private const double Goal = 150;

    /// <summary>Measures.</summary>
    public static IEnumerable<BenchmarkFigure> Run()
    {
        var paper = TrainingPlan.For(BenchmarkSilo.Setting, TrainingMode.Paper);
        foreach (var figure in Figures("paper's networks, width 32", paper, Goal)) yield return figure;
        // As (3.5) sums over the levels: each of 256 windows at five of them.
        foreach (var figure in Figures("paper's networks, width 32", paper with { BatchSize = 5 * paper.BatchSize }, Goal)) yield return figure;
        var standard = TrainingPlan.For(BenchmarkSilo.Setting, TrainingMode.Unrolled);
        foreach (var figure in Figures("default networks", standard, goal: null)) yield return figure;
    }

    private static IEnumerable<BenchmarkFigure> Figures(string name, TrainingPlan plan, double? goal)
    {
        using var ours = new TrainingSteps(plan, isDense: false);
        using var dense = new TrainingSteps(plan, isDense: true);
        // What Torch calls back and the runtime compiles late takes longer to get warm than kernels do.
        _ = Milliseconds(ours.Run);
        yield return BenchmarkFigure.Against(
            $"training step of {plan.BatchSize} windows, {name}; Torch dense", Milliseconds(ours.Run), "ms", Milliseconds(dense.Run), goal);
        yield return BenchmarkFigure.Alone($"drawing its {plan.BatchSize} windows, {name}", Milliseconds(ours.Draw), "ms");
    }

    private static double Milliseconds(Action work) => Measurement.Seconds(work) * 1e3;
}
