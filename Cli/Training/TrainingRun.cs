using System.Globalization;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Trajectories;
using NeuralDA.Cli.Output;

namespace NeuralDA.Cli.Training;

/// <summary>Runs a training plan with progress and checkpoints, and notes in the prior how it was made.</summary>
internal static class TrainingRun
{
    /// <summary>Trains a prior.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="data">The trajectories that the plan names, or null.</param>
    /// <param name="name">The prior's name.</param>
    /// <param name="threads">Threads; the prior does not depend on them.</param>
    /// <param name="from">Where to go on, or null.</param>
    /// <param name="checkpoint">Where the state of the run is kept.</param>
    /// <param name="output">Where progress is shown.</param>
    /// <param name="cancellationToken">Stops after the current step, with a checkpoint.</param>
    public static Task<Prior> RunAsync(
        TrainingPlan plan, TrajectorySet? data, string name, int threads, TrainingState? from, CheckpointFile checkpoint, CommandOutput output,
        CancellationToken cancellationToken) =>
        output.RunAsync("steps", plan.Steps, progress => Task.FromResult(new Trainer(plan, data).Run(
            name, TrainingProvenance.Of(plan), threads, from, checkpoint.Save, new Steps(progress), cancellationToken)));

    private sealed class Steps(IProgress<WorkDone> progress) : IProgress<TrainingProgress>
    {
        private string _validation = "";

        public void Report(TrainingProgress value)
        {
            if (value.ValidationRmse is { } rmse)
                _validation = string.Create(CultureInfo.InvariantCulture, $", validation RMSE {rmse:0.0000}");
            progress.Report(new WorkDone(value.Step, string.Create(CultureInfo.InvariantCulture,
                $"loss {value.Loss:0.0000}{_validation}{(value.Skipped > 0 ? $", {value.Skipped} skipped" : "")}")));
        }
    }
}
