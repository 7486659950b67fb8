using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Grains.Interfaces.Catalog;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Observability;
using NeuralDA.Grains.Priors;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// Single writer of a track. Ingesting a batch is one turn: validate, de-duplicate, assimilate every window it touches, write
/// the state once, publish, acknowledge. The turn works on a copy of the state, so a failure anywhere leaves nothing behind.
/// </summary>
internal sealed partial class WindowGrain(
    [PersistentState("window")] IPersistentState<WindowState> storage,
    IAnalysisLog log,
    PriorCache priors,
    TrackAnalyst analyst,
    AnalysisArchive archive,
    TrackQuota quota,
    TimeProvider clock,
    IHostApplicationLifetime host,
    ILogger<WindowGrain> logger) : Grain, IWindowGrain
{
    private const int AnalysesPerRead = 64;

    /// <summary>The state that is on disk. Reads interleave with writes and must not see what may yet fail.</summary>
    private WindowState _state = new();
    private Analysis? _latest;
    private TaskCompletionSource _published = NewSignal();

    private string Id => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = storage.State;
        if (_state.LatestSequence > 0) _latest = (await ReadLogAsync(_state.LatestSequence, _state.LatestSequence))[0];
    }

    public async Task CreateAsync(TrackOptions options)
    {
        if (_state.Track is { } existing)
        {
            if (existing.Requested == options) return;
            throw new TrackExistsException($"Track '{Id}' exists with other options: {existing.Requested}.");
        }
        var prior = await priors.GetAsync(options.PriorName, options.PriorVersion);
        var definition = TrackRules.Define(options, prior.Prior.Description);
        await quota.RequireRoomAsync(GrainFactory, Id);
        await GrainFactory.ShardOf(CatalogShards.Tracks, Id).AddAsync(Id);
        await PersistAsync(new WindowState { Track = definition });
        LogCreated(Id, options.PriorName, prior.Version);
    }

    public async Task<IngestReceipt> IngestAsync(ObservationBatch batch)
    {
        var track = RequireTrack();
        ObservationRules.Require(batch);
        var begin = clock.GetTimestamp();
        using var activity = ServiceMetrics.Activities.StartActivity("ingest");
        activity?.AddTag("track", Id);
        var prior = await priors.GetAsync(track.Options.PriorName, track.Options.PriorVersion);

        var (next, ingested, analyses) = await analyst.IngestAsync(Id, _state, _latest, prior, batch);
        await PersistAsync(next, analyses);
        Publish(analyses);
        ServiceMetrics.Ingested(ingested.Receipt, analyses, clock.GetElapsedTime(begin));
        var refused = ingested.Ingestion.Refused;
        if (refused.Count > 0) LogRefused(Id, refused.Count, batch.WriterId, refused[0].Message);
        return ingested.Receipt;
    }

    public Task<Analysis?> GetLatestAsync()
    {
        RequireTrack();
        return Task.FromResult(_latest is null ? null : ForReaders(_latest));
    }

    public async IAsyncEnumerable<Analysis> AnalysesAsync(
        long fromSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RequireTrack();
        // A silo that stops waits for the calls that run; a reader that waits for the next analysis must not hold it up.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        for (var next = Math.Max(1, fromSequence); ;)
        {
            // Taken before the state is looked at: what is published in between ends the wait below at once.
            var signal = _published.Task;
            while (next <= _state.LastSequence)
            {
                foreach (var analysis in await ReadLogAsync(next, _state.LastSequence))
                {
                    yield return ForReaders(analysis);
                    next = analysis.Sequence + 1;
                }
            }
            await signal.WaitAsync(ending.Token).ConfigureAwait(
                ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (ending.IsCancellationRequested) yield break;
        }
    }

    public async Task<Forecast> ForecastAsync(double until)
    {
        RequireTrack();
        if (_latest is not { } analysis) throw new ForecastUnavailableException($"Track '{Id}' has no analysis to start from.");
        return await (await analyst.ForecastAsync(_state, analysis)).UntilAsync(until);
    }

    public async Task<Replay> ReplayAsync(long sequence)
    {
        var track = RequireTrack();
        var stored = await FindAsync(sequence) ?? throw new UnknownAnalysisException(
            $"Track '{Id}' has no analysis {sequence}; expected one of 1..{_state.LastSequence} that is still kept.");
        var before = stored.CarriedFrom is { } from ? await FindAsync(from) : null;
        return await archive.ReplayAsync(track, stored, before);
    }

    public Task<TrackStatus> GetStatusAsync()
    {
        RequireTrack();
        return Task.FromResult(StatusMapping.ToStatus(Id, _state));
    }

    /// <summary>One write for the state and what it publishes.</summary>
    private async Task PersistAsync(WindowState next, params Analysis[] analyses)
    {
        next.Unpublished = analyses;
        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch (Exception exception)
        {
            storage.State = _state;
            LogNotPersisted(Id, exception.Message);
            // Unless the store says that it kept nothing, only the store knows what it kept: the next activation asks it.
            if (exception is not StorageFailedException) DeactivateOnIdle();
            throw;
        }
        finally
        {
            next.Unpublished = [];
        }
        _state = next;
    }

    private void Publish(Analysis[] analyses)
    {
        if (analyses.Length == 0) return;
        if (analyses[^1].Sequence == _state.LatestSequence) _latest = analyses[^1];
        var signal = _published;
        _published = NewSignal();
        signal.SetResult();
    }

    private async Task<IReadOnlyList<Analysis>> ReadLogAsync(long first, long last)
    {
        // All who follow a track ask for what has just been published.
        if (_latest?.Sequence == last && first == last) return [_latest];
        var analyses = await log.ReadAsync(Id, first, last, AnalysesPerRead);
        return analyses.Count > 0
            ? analyses
            : throw new StorageFailedException($"Track '{Id}': analyses {first}..{last} are missing from the log.");
    }

    private async Task<Analysis?> FindAsync(long sequence) =>
        sequence >= 1 && sequence <= _state.LastSequence && await log.ReadAsync(Id, sequence, sequence, 1) is [var found]
            ? found
            : null;

    private static Analysis ForReaders(Analysis analysis) => analysis with { Carried = null };

    private TrackDefinition RequireTrack() =>
        _state.Track ?? throw new UnknownTrackException($"There is no track '{Id}'; create it first.");

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
