using NeuralDA.Assimilation.Incremental;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;
using Orleans.Serialization;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// Takes a silo through what tracks will ask of it before it joins, in memory, so that the runtime has compiled it by then: tracks
/// that move to a new silo would wait for that otherwise, a second and more.
/// </summary>
internal sealed class TrackWarmUp(TrackAnalyst analyst, Serializer serializer) : ILifecycleParticipant<ISiloLifecycle>
{
    private const int Batches = 8, PerBatch = 3, StepsBetween = 2;

    /// <summary>Runs once the inference threads do, and before the silo joins.</summary>
    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(TrackWarmUp), ServiceLifecycleStage.BecomeActive - 1, RunAsync);

    /// <summary>Runs it.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The last analysis of each track.</returns>
    internal async Task<IReadOnlyList<Analysis?>> RunAsync(CancellationToken cancellationToken)
    {
        var prior = new CachedPrior(KernelWarmUp.Prior, Version: 1);
        var options = new TrackOptions { PriorName = prior.Prior.Description.Name };
        return [await RunAsync(options, prior, cancellationToken), await RunAsync(options with { RefinementSteps = 1 }, prior, cancellationToken)];
    }

    private async Task<Analysis?> RunAsync(TrackOptions options, CachedPrior prior, CancellationToken cancellationToken)
    {
        var description = prior.Prior.Description;
        var (state, latest) = (new WindowState { Track = TrackRules.Define(options, description) }, (Analysis?)null);
        for (var i = 0; i < Batches && !cancellationToken.IsCancellationRequested; i++)
        {
            Observation[] observations = [.. Enumerable.Range(i * PerBatch, PerBatch).Select(k =>
                new Observation(k * StepsBetween * description.TimeStep, description.Components[0], Value: k % 2, ErrorStandardDeviation: 1))];
            var batch = new ObservationBatch(nameof(TrackWarmUp), i * PerBatch, observations);
            var update = await analyst.IngestAsync(nameof(TrackWarmUp), state, latest, prior, batch);
            state = Stored(update.Next);
            if (update.Analyses is [.., var newest]) latest = Stored(newest);
        }
        return latest;
    }

    private T Stored<T>(T value) => serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
}
