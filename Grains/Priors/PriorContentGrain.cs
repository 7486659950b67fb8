namespace NeuralDA.Grains.Priors;

/// <inheritdoc cref="IPriorContentGrain"/>
internal sealed class PriorContentGrain([PersistentState("priorContent")] IPersistentState<PriorContent> storage)
    : Grain, IPriorContentGrain
{
    public Task SetAsync([Immutable] byte[] content)
    {
        storage.State = new PriorContent { Bytes = content };
        return storage.WriteStateAsync();
    }

    public Task<byte[]> GetAsync() => Task.FromResult(storage.State.Bytes);
}

/// <summary>A safetensors file.</summary>
[GenerateSerializer, Alias("neuralda.PriorContent")]
internal sealed class PriorContent
{
    [Id(0)] public byte[] Bytes { get; init; } = [];
}
