using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Grains.Training;

/// <summary>What a loop works for.</summary>
/// <param name="Run">The run.</param>
/// <param name="Attempt">How often it was taken up.</param>
/// <param name="PriorName">The name of its prior.</param>
/// <param name="Plan">Its plan.</param>
internal sealed record TrainingAssignment(string Run, int Attempt, string PriorName, TrainingPlan Plan);

/// <summary>
/// The steps of a run, from its checkpoint to its prior, in turns of the run's grain: what takes time is done on training threads
/// and by other silos.
/// </summary>
/// <param name="assignment">The run.</param>
/// <param name="trainer">This silo's training.</param>
/// <param name="gathering">Deals and gathers.</param>
/// <param name="roster">Who takes part.</param>
/// <param name="store">Where checkpoints go.</param>
/// <param name="checkpoint">Where to go on, or null.</param>
/// <param name="require">Refuses a problem whose prior could not be published.</param>
/// <param name="keep">Makes a complete checkpoint the one to go on from.</param>
/// <param name="checkpointInterval">Steps from one to the next.</param>
/// <param name="clock">The clock.</param>
internal sealed class TrainingLoop(
    TrainingAssignment assignment, SiloTrainer trainer, StepGathering gathering, TrainerRoster roster, CheckpointStore store,
    CheckpointReference? checkpoint, Func<TrainingProblem, Task> require, Func<CheckpointReference, Task> keep, int checkpointInterval, TimeProvider clock)
{
    // Weight of the newest step in the mean time of a step.
    private const double Newest = 0.1;
    private readonly List<float> _losses = [];
    private readonly List<ValidationPoint> _validations = [];
    private CheckpointReference? _checkpoint = checkpoint;
    private Task _checkpointing = Task.CompletedTask;
    private double _secondsPerStep;

    public TrainingRunPhase Phase { get; private set; } = TrainingRunPhase.Preparing;

    /// <summary>What hinders the run while it goes on.</summary>
    public string? Problem { get; private set; }

    public int Step => _losses.Count;

    public IReadOnlyList<TrainingSilo> Silos { get; private set; } = [];

    public double WindowsPerSecond =>
        Phase == TrainingRunPhase.Running && _secondsPerStep > 0 ? assignment.Plan.BatchSize / _secondsPerStep : 0;

    public LearningCurve Curve(int from)
    {
        var first = Math.Clamp(from, 0, Step);
        return new LearningCurve(first, new FloatBlob([.. _losses.Skip(first)]), [.. _validations]);
    }

    /// <summary>Runs to the end.</summary>
    /// <param name="stop">Stops after the current step, with a checkpoint.</param>
    /// <exception cref="TrainingDivergedException">The run leads nowhere.</exception>
    /// <exception cref="FormatException">The checkpoint does not serve.</exception>
    public async Task<(TrainingProblem Problem, Prior Prior)> RunAsync(CancellationToken stop)
    {
        var problem = await trainer.PrepareAsync(assignment.Plan);
        await require(problem);
        var state = await LoadAsync();
        Phase = TrainingRunPhase.Running;
        while (!state.IsFinished && !stop.IsCancellationRequested)
        {
            await TakeStepAsync(problem, state);
            if (state.IsFinished || state.Step % checkpointInterval == 0) await BeginCheckpointAsync(state);
        }
        if (!state.IsFinished) await BeginCheckpointAsync(state);
        await _checkpointing;
        stop.ThrowIfCancellationRequested();
        (Phase, Silos) = (TrainingRunPhase.Scoring, []);
        return (problem, await trainer.RunAsync(() => problem.Finish(
            assignment.PriorName, state, TrainingProvenance.Of(assignment.Plan))));
    }

    private async Task<TrainingState> LoadAsync()
    {
        if (_checkpoint is null) return await trainer.RunAsync(() => new TrainingState(assignment.Plan));
        var bytes = await store.ReadAsync(_checkpoint);
        var state = await trainer.RunAsync(() => TrainingState.Load(bytes));
        if (state.Plan != assignment.Plan) throw new FormatException("The checkpoint is of a run with another plan.");
        _losses.AddRange(state.Losses);
        _validations.AddRange(state.Validations.Select(score => new ValidationPoint(score.Step, score.Rmse)));
        return state;
    }

    private async Task TakeStepAsync(TrainingProblem problem, TrainingState state)
    {
        var begin = clock.GetTimestamp();
        var (whole, silos) = (new ShardRange(0, assignment.Plan.MicroShards), roster.Ready());
        var work = new StepWork(
            problem, new StepKey(assignment.Run, assignment.Attempt, state.Step), state.Optimizer.Parameters);
        var gathered = await gathering.GatherAsync(work, whole, silos);
        foreach (var lost in gathered.Lost) roster.Drop(lost);
        var rmse = await trainer.RunAsync(() => Advance(problem, state, gathered, whole));

        _losses.Add(state.Losses[^1]);
        if (rmse is { } score) _validations.Add(new ValidationPoint(state.Step, score));
        Silos = [.. silos.Except(gathered.Lost).Zip(
            whole.Deal([.. silos.Select(_ => 1)]), (silo, part) => new TrainingSilo(silo.ToString(), part.Count))];
        var seconds = clock.GetElapsedTime(begin).TotalSeconds;
        _secondsPerStep = _secondsPerStep == 0 ? seconds : (1 - Newest) * _secondsPerStep + Newest * seconds;
    }

    private static double? Advance(TrainingProblem problem, TrainingState state, Gathered gathered, ShardRange whole)
    {
        state.Advance(GradientContribution.Sum(gathered.Blocks, whole));
        if (!state.IsValidationDue) return null;
        state.AddValidation(problem.ValidationRmse(state.Optimizer.Parameters));
        return state.Validations[^1].Rmse;
    }

    // The bytes are taken between two steps; writing them goes on beside the next ones.
    private async Task BeginCheckpointAsync(TrainingState state)
    {
        await _checkpointing;
        if (_checkpoint?.Step == state.Step) return;
        var (bytes, step) = (await trainer.RunAsync(state.Save), state.Step);
        _checkpointing = WriteAsync(bytes, step);
    }

    private async Task WriteAsync(byte[] bytes, int step)
    {
        try
        {
            var written = await store.WriteAsync(bytes, step, _checkpoint);
            await keep(written);
            (_checkpoint, Problem) = (written, null);
        }
        catch (NeuralDAException failure)
        {
            // Nothing is lost yet: the run goes on, and tries again at the next checkpoint.
            Problem = $"The checkpoint of step {step} was not written: {failure.Message}";
        }
    }
}
