using NeuralDA.Grains.Interfaces.Catalog;

namespace NeuralDA.Grains.Catalog;

/// <inheritdoc cref="ICatalogGrain"/>
internal sealed class CatalogGrain([PersistentState("catalog")] IPersistentState<CatalogState> storage) : Grain, ICatalogGrain
{
    public async Task AddAsync(string name)
    {
        if (!storage.State.Names.Add(name)) return;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            storage.State.Names.Remove(name);
            throw;
        }
    }

    public Task<string[]> ListAsync() => Task.FromResult(storage.State.Names.ToArray());

    public Task<int> CountAsync(string beginning) => Task.FromResult(storage.State.Names.Count(name => beginning.Length == 0
        ? !name.Contains('/', StringComparison.Ordinal)
        : name.StartsWith(beginning, StringComparison.Ordinal)));
}

/// <summary>The names of one shard.</summary>
[GenerateSerializer, Alias("neuralda.CatalogState")]
internal sealed class CatalogState
{
    [Id(0)] public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);
}
