using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Grains.Interfaces.Catalog;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Training;
using Orleans.Placement;
using Orleans.Storage;

namespace NeuralDA.Grains.Training;

/// <summary>
/// One training run: what is wanted of it and how it stands. While it runs, its <see cref="TrainingLoop"/> works in turns of this
/// grain between the calls; a reminder takes it up wherever the grain comes to life after a crash.
/// </summary>
[Immovable]
internal sealed partial class TrainingRunGrain(
    [PersistentState("trainingRun")] IPersistentState<TrainingRunState> storage,
    [FromKeyedServices("Default")] IGrainStorage checkpoints,
    SiloTrainer trainer,
    StepGathering gathering,
    CandidateTrial trial,
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    IOptions<TrainingOptions> options,
    TimeProvider clock,
    ILogger<TrainingRunGrain> logger) : Grain, ITrainingRunGrain, IRemindable, IDisposable
{
    private const string Reminder = "training";
    private readonly SemaphoreSlim _writing = new(1);
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private TrainingLoop? _loop;
    private string? _failure;

    private string Id => this.GetPrimaryKeyString();

    private TrainingRunState State => storage.State;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (State is { Options: not null, Phase: TrainingRunPhase.Running }) TakeUp();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        HaltAsync().WaitAsync(cancellationToken);

    /// <summary>Called once the grain is deactivated.</summary>
    public void Dispose()
    {
        _stop.Dispose();
        _writing.Dispose();
    }

    public async Task<TrainingRunStatus> StartAsync(TrainingRunOptions wanted)
    {
        if (State.Options is { } existing)
        {
            if (existing == wanted) return Status();
            throw new TrainingRunExistsException($"Training run '{Id}' exists with other options: {existing}.");
        }
        TrainingMapping.ToPlan(wanted);
        await GrainFactory.ShardOf(CatalogShards.Runs, Id).AddAsync(Id);
        await RemindAsync();
        await ChangeAsync(state => state with
        {
            Options = wanted, Phase = TrainingRunPhase.Running, StartedAt = clock.GetUtcNow(),
        });
        TakeUp();
        return Status();
    }

    public async Task<TrainingRunStatus> PauseAsync()
    {
        if (RequireRun().Phase == TrainingRunPhase.Running) await EndAsync(TrainingRunPhase.Paused, problem: null);
        return Status();
    }

    public async Task<TrainingRunStatus> ResumeAsync()
    {
        var phase = RequireRun().Phase;
        if (phase is TrainingRunPhase.Cancelled or TrainingRunPhase.Finished)
            throw new InvalidTrainingRunException($"Training run '{Id}' is {phase}; expected Paused or Failed.");
        if (!_running.IsCompleted) return Status();
        await RemindAsync();
        await ChangeAsync(state => state with { Phase = TrainingRunPhase.Running, Problem = null });
        TakeUp();
        return Status();
    }

    public async Task<TrainingRunStatus> CancelAsync()
    {
        if (RequireRun().Phase is TrainingRunPhase.Finished or TrainingRunPhase.Cancelled) return Status();
        await EndAsync(TrainingRunPhase.Cancelled, problem: null);
        await ClearCheckpointAsync();
        return Status();
    }

    public Task<TrainingRunStatus> GetStatusAsync()
    {
        RequireRun();
        return Task.FromResult(Status());
    }

    public Task<LearningCurve> GetCurveAsync(int fromStep)
    {
        RequireRun();
        return Task.FromResult(TrainingStatusMapping.Curve(State, _loop, fromStep));
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (State.Phase != TrainingRunPhase.Running || State.Options is null) await ForgetReminderAsync();
        else if (_running.IsCompleted) TakeUp();
    }

    private void TakeUp()
    {
        _stop.Dispose();
        (_stop, _failure, _loop) = (new CancellationTokenSource(), null, null);
        _running = RunAsync(_stop.Token);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await ChangeAsync(state => state with { Attempt = state.Attempt + 1 });
            LogTakenUp(Id, State.Checkpoint?.Step ?? 0, State.Attempt);
            _loop = NewLoop();
            var (problem, prior) = await _loop.RunAsync(stop);
            await PublishAsync(problem, prior);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Paused, cancelled, or on its way to another silo.
        }
        catch (InconsistentStateException)
        {
            LogOvertaken(Id);
            DeactivateOnIdle();
        }
        catch (Exception exception)
        {
            await FailAsync(exception);
        }
    }

    private TrainingLoop NewLoop()
    {
        var plan = TrainingMapping.ToPlan(State.Options!);
        return new TrainingLoop(
            new TrainingAssignment(Id, State.Attempt, State.Options!.PriorName, plan), trainer, gathering,
            new TrainerRoster(
                Id, plan, State.Options.Workers ?? int.MaxValue, self.SiloAddress, membership, GrainFactory, clock),
            new CheckpointStore(Id, checkpoints), State.Checkpoint,
            problem => trial.RequireFitAsync(problem, State.Options!.PriorName),
            written => ChangeAsync(state => state with { Checkpoint = written }), options.Value.CheckpointInterval, clock);
    }

    private async Task PublishAsync(TrainingProblem problem, Prior prior)
    {
        var (name, promote) = (State.Options!.PriorName, State.Options.Promote);
        var versions = GrainFactory.GetGrain<IPriorGrain>(name);
        var result = await trial.RunAsync(problem, name, prior);
        var version = await versions.PublishTrainedAsync(prior.Save(), new PriorLineage(Id, result?.Against, problem.Plan.Setting));
        var isPromoted = result is null || await versions.ConcludeTrialAsync(version.Version, result, promote);
        await ChangeAsync(state => TrainingStatusMapping.Ended(state, _loop) with
        {
            Phase = TrainingRunPhase.Finished, Version = version.Version, IsPromoted = isPromoted,
        });
        LogFinished(Id, name, version.Version);
        await ForgetReminderAsync();
        await ClearCheckpointAsync();
    }

    private async Task FailAsync(Exception exception)
    {
        var isForeseen = exception is TrainingDivergedException or FormatException or ArgumentException or NeuralDAException;
        LogFailed(Id, exception.Message, isForeseen ? null : exception);
        _failure = isForeseen ? exception.Message : $"A defect: {exception.GetType().Name}: {exception.Message}";
        // What the store refuses may pass; the reminder takes the run up again.
        if (exception is StorageFailedException or StorageUnavailableException) return;
        try
        {
            await ChangeAsync(state => TrainingStatusMapping.Ended(state, _loop) with
            {
                Phase = TrainingRunPhase.Failed, Problem = _failure,
            });
            await ForgetReminderAsync();
        }
        catch (Exception unwritten) when (unwritten is NeuralDAException or OrleansException)
        {
            LogFailed(Id, unwritten.Message, null);
        }
    }

    private async Task EndAsync(TrainingRunPhase phase, string? problem)
    {
        await HaltAsync();
        // It may have come to its end meanwhile.
        if (State.Phase is TrainingRunPhase.Finished) return;
        await ChangeAsync(state => TrainingStatusMapping.Ended(state, _loop) with { Phase = phase, Problem = problem });
        await ForgetReminderAsync();
    }

    private async Task HaltAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    // The loop's checkpoints are kept between calls; one write at a time.
    private async Task ChangeAsync(Func<TrainingRunState, TrainingRunState> change)
    {
        await _writing.WaitAsync();
        var before = storage.State;
        try
        {
            storage.State = change(before);
            await storage.WriteStateAsync();
        }
        catch
        {
            storage.State = before;
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ClearCheckpointAsync()
    {
        if (State.Checkpoint is { } checkpoint) await new CheckpointStore(Id, checkpoints).ClearAsync(checkpoint);
    }

    private async Task RemindAsync() =>
        await this.RegisterOrUpdateReminder(Reminder, options.Value.ReminderPeriod, options.Value.ReminderPeriod);

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private TrainingRunStatus Status() => TrainingStatusMapping.ToStatus(Id, State, _loop, _failure);

    private TrainingRunState RequireRun() => State.Options is null
        ? throw new UnknownTrainingRunException($"There is no training run '{Id}'; start it first.")
        : State;
}
