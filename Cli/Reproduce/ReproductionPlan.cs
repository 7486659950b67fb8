using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Cli.Reproduce;

/// <summary>What is reproduced of one published setting, and at what expense.</summary>
/// <param name="Experiment">The setting.</param>
/// <param name="Training">How its priors are trained; the seed is the run's.</param>
/// <param name="Paper">The paper's own modes that are compared.</param>
/// <param name="Windows">Test windows of each process.</param>
/// <param name="BoundSample">Windows in the bank of the Bayes bound; 0 for a grid over the start.</param>
internal sealed record ReproductionPlan(
    TwinExperiment Experiment, TrainingPlan Training, IReadOnlyList<TrainingPlan> Paper, int Windows, int BoundSample)
{
    /// <summary>The distance of neighbouring starts in a grid, physical units.</summary>
    public const double GridSpacing = 0.002;

    /// <summary>Test windows with <c>--quick</c>.</summary>
    public const int QuickWindows = 300;

    private const int PaperSteps = 10_000;

    /// <summary>What the command can be asked for: everything, a system, or one setting.</summary>
    public static IReadOnlyList<string> Targets { get; } =
        ["all", .. All().Select(plan => plan.Experiment.Model.System).Distinct(), .. All().Select(plan => plan.Experiment.Name)];

    /// <summary>The plans of a target.</summary>
    public static IReadOnlyList<ReproductionPlan> Of(string target) =>
        [.. All().Where(plan => target == "all" || plan.Experiment.Model.System == target || plan.Experiment.Name == target)];

    private static IEnumerable<ReproductionPlan> All()
    {
        yield return Plan("blanke2024-lorenz63-print", steps: 20_000, windows: 10_000, boundSample: 3_000_000,
            TrainingMode.ColdDiffusion, TrainingMode.PaperCovariance, TrainingMode.Paper, TrainingMode.OneShot);
        yield return Plan("blanke2024-lorenz63", steps: 20_000, windows: 4_000, boundSample: 4_000_000);
        yield return Plan("blanke2024-pendulum-print", steps: 8_000, windows: 2_000, boundSample: 0,
            TrainingMode.ColdDiffusion, TrainingMode.OneShot);
        yield return Plan("blanke2024-pendulum", steps: 8_000, windows: 2_000, boundSample: 0);
    }

    private static ReproductionPlan Plan(
        string setting, int steps, int windows, int boundSample, params TrainingMode[] paper) => new(
        TwinExperimentCatalogue.Find(setting),
        TrainingPlan.For(setting, TrainingMode.Unrolled) with { Steps = steps },
        [.. paper.Select(mode => TrainingPlan.For(setting, mode) with { Steps = PaperSteps })],
        windows, boundSample);
}
