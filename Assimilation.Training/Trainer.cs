using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Assimilation.Trajectories;

namespace NeuralDA.Assimilation.Training;

/// <summary>How far a run is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">The mean loss since the last report.</param>
/// <param name="Skipped">Steps skipped because their gradient was not finite.</param>
/// <param name="ValidationRmse">RMSE on a part of the validation windows, normalised units, where it was just measured.</param>
public sealed record TrainingProgress(int Step, int Steps, double Loss, int Skipped, double? ValidationRmse);

/// <summary>
/// Trains a prior in one process. The result follows from the plan alone: not from the number of threads, not from
/// interruptions.
/// </summary>
public sealed class Trainer
{
    private const int ReportInterval = 20;

    private readonly TrainingProblem _problem;

    /// <summary>Makes a trainer; estimates the background of the plan's windows.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="data">The trajectories that the plan names; null for a setting.</param>
    /// <exception cref="ArgumentException">The plan cannot be carried out, or not with these data; the message says why.</exception>
    public Trainer(TrainingPlan plan, TrajectorySet? data = null) => _problem = new TrainingProblem(plan, data);

    /// <summary>Runs the plan to its end.</summary>
    /// <param name="name">The name of the prior.</param>
    /// <param name="provenance">How it is made: command, commit. Goes into the prior's metadata.</param>
    /// <param name="threads">Threads that share each step.</param>
    /// <param name="from">Where to go on, of the same plan; null to start.</param>
    /// <param name="onCheckpoint">Called after every thousand steps and on cancellation, or null.</param>
    /// <param name="progress">Told how far the run is, or null.</param>
    /// <param name="cancellationToken">Stops after the current step.</param>
    /// <returns>The trained and calibrated prior.</returns>
    /// <exception cref="ArgumentException">The checkpoint is of another plan.</exception>
    /// <exception cref="TrainingDivergedException">The run leads nowhere.</exception>
    public Prior Run(
        string name,
        IReadOnlyDictionary<string, string> provenance,
        int threads,
        TrainingState? from = null,
        Action<TrainingState>? onCheckpoint = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (from is not null && from.Plan != _problem.Plan) throw new ArgumentException("the checkpoint is of a run with another plan");
        var state = from ?? new TrainingState(_problem.Plan);
        try
        {
            TakeSteps(state, threads, onCheckpoint, progress, cancellationToken);
        }
        finally
        {
            _problem.Release();
        }
        return _problem.Finish(name, state, provenance);
    }

    private void TakeSteps(
        TrainingState state, int threads, Action<TrainingState>? onCheckpoint, IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        for (var reported = state.Step; !state.IsFinished;)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                onCheckpoint?.Invoke(state);
                throw new OperationCanceledException(cancellationToken);
            }
            state.Advance(Gradient(state, threads));
            if (state.IsValidationDue)
            {
                state.AddValidation(_problem.ValidationRmse(state.Optimizer.Parameters));
                onCheckpoint?.Invoke(state);
            }
            else if (state.Step % ReportInterval != 0) continue;
            progress?.Report(new TrainingProgress(
                state.Step, _problem.Plan.Steps, state.RecentLoss(state.Step - reported) ?? double.NaN, state.Skipped,
                state.IsValidationDue ? state.Validations[^1].Rmse : null));
            reported = state.Step;
        }
    }

    private GradientContribution Gradient(TrainingState state, int threads)
    {
        var contributions = new GradientContribution[_problem.Plan.MicroShards];
        Parallel.For(0, contributions.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, shard =>
            contributions[shard] = _problem.Gradient(state.Optimizer.Parameters, state.Step, shard));
        return GradientContribution.Sum(contributions);
    }
}
