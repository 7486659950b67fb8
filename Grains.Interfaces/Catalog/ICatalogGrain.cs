using Orleans.Concurrency;

namespace NeuralDA.Grains.Interfaces.Catalog;

/// <summary>
/// One shard of the list of known names. A list is spread over <see cref="CatalogShards.Count"/> shards by name, so that a
/// registration writes a short list and never waits for all others; keys are made by <see cref="CatalogShards"/>.
/// </summary>
[Alias("neuralda.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>Adds a name; adding it again does nothing.</summary>
    /// <param name="name">The name.</param>
    [Alias("Add")] Task AddAsync(string name);

    /// <summary>The names of this shard, ordered.</summary>
    [Alias("List"), AlwaysInterleave, ReadOnly] Task<string[]> ListAsync();

    /// <summary>How many names of this shard begin so; of an empty beginning, those without a slash.</summary>
    /// <param name="beginning">What is before the slash of a name, and the slash; or nothing.</param>
    [Alias("Count"), AlwaysInterleave, ReadOnly] Task<int> CountAsync(string beginning);
}
