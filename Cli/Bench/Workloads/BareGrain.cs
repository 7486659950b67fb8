using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>The least that a grain can do with a batch: what a track is compared with.</summary>
[Alias("neuralda.bench.IBareGrain")]
internal interface IBareGrain : IGrainWithStringKey
{
    /// <summary>Acknowledges.</summary>
    [Alias("Take")] Task TakeAsync(ObservationBatch batch);

    /// <summary>Keeps the batch in place of the one before, then acknowledges.</summary>
    [Alias("Keep")] Task KeepAsync(ObservationBatch batch);
}

/// <inheritdoc cref="IBareGrain"/>
internal sealed class BareGrain([PersistentState("bare")] IPersistentState<BareState> storage) : Grain, IBareGrain
{
    public Task TakeAsync(ObservationBatch batch) => Task.CompletedTask;

    public Task KeepAsync(ObservationBatch batch)
    {
        storage.State = new BareState { Batch = batch };
        return storage.WriteStateAsync();
    }
}

/// <summary>The last batch.</summary>
[GenerateSerializer, Alias("neuralda.bench.BareState")]
internal sealed class BareState
{
    [Id(0)] public ObservationBatch? Batch { get; init; }
}
