namespace NeuralDA.Grains.Interfaces.Catalog;

/// <summary>Which shard of a list holds a name.</summary>
public static class CatalogShards
{
    /// <summary>Number of shards of every list. Stored data depends on it.</summary>
    public const int Count = 32;

    /// <summary>The list of track ids.</summary>
    public const string Tracks = "tracks";

    /// <summary>The list of training run ids.</summary>
    public const string Runs = "runs";

    /// <summary>The list of prior names.</summary>
    public const string Priors = "priors";

    /// <summary>The shard that holds a name.</summary>
    /// <param name="grains">Where grains are found.</param>
    /// <param name="list"><see cref="Tracks"/>, <see cref="Priors"/> or <see cref="Runs"/>.</param>
    /// <param name="name">The name.</param>
    public static ICatalogGrain ShardOf(this IGrainFactory grains, string list, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // FNV-1a: the same on every machine and in every run, which string.GetHashCode is not.
        var hash = 2166136261u;
        foreach (var character in name) hash = (hash ^ character) * 16777619u;
        return grains.Shard(list, (int)(hash % Count));
    }

    /// <summary>All names of a list, ordered.</summary>
    /// <param name="grains">Where grains are found.</param>
    /// <param name="list"><see cref="Tracks"/>, <see cref="Priors"/> or <see cref="Runs"/>.</param>
    public static async Task<string[]> ListAsync(this IGrainFactory grains, string list)
    {
        var shards = Enumerable.Range(0, Count).Select(i => grains.Shard(list, i).ListAsync());
        var listed = await Task.WhenAll(shards).ConfigureAwait(false);
        return [.. listed.SelectMany(names => names).Order(StringComparer.Ordinal)];
    }

    /// <summary>How many names of a list begin so; of an empty beginning, those without a slash.</summary>
    /// <param name="grains">Where grains are found.</param>
    /// <param name="list"><see cref="Tracks"/>, <see cref="Priors"/> or <see cref="Runs"/>.</param>
    /// <param name="beginning">What is before the slash of a name, and the slash; or nothing.</param>
    public static async Task<int> CountAsync(this IGrainFactory grains, string list, string beginning)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => grains.Shard(list, i).CountAsync(beginning)))
            .ConfigureAwait(false);
        return counts.Sum();
    }

    private static ICatalogGrain Shard(this IGrainFactory grains, string list, int shard) =>
        grains.GetGrain<ICatalogGrain>($"{list}/{shard}");
}
