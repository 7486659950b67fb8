using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Grains.Interfaces.Priors;

namespace NeuralDA.Grains.Priors;

/// <summary>A prior version in memory.</summary>
/// <param name="Prior">The prior, immutable.</param>
/// <param name="Version">Its version.</param>
internal sealed record CachedPrior(Prior Prior, int Version);

/// <summary>Every prior version in use on this silo, each fetched and unpacked once and shared by all tracks.</summary>
internal sealed class PriorCache(IGrainFactory grains, IOptions<InferenceOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, PromotedVersion> _promoted = new();
    private readonly ConcurrentDictionary<(string Name, int Version), Lazy<Task<CachedPrior>>> _loaded = new();

    /// <summary>A prior ready for use.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version; null is the promoted one, at most <see cref="InferenceOptions.PriorFreshness"/> ago.</param>
    /// <exception cref="UnknownPriorException">No such prior or version.</exception>
    public async Task<CachedPrior> GetAsync(string name, int? version)
    {
        var wanted = version ?? await _promoted.GetOrAdd(name, Promoted).GetAsync().ConfigureAwait(false);
        var entry = _loaded.GetOrAdd((name, wanted), key => new Lazy<Task<CachedPrior>>(() => LoadAsync(key.Name, key.Version)));
        try
        {
            return await entry.Value.ConfigureAwait(false);
        }
        catch
        {
            _loaded.TryRemove(KeyValuePair.Create((name, wanted), entry));
            throw;
        }
    }

    private PromotedVersion Promoted(string name) =>
        new(grains.GetGrain<IPriorGrain>(name).GetCurrentVersionAsync, options.Value.PriorFreshness, clock);

    private async Task<CachedPrior> LoadAsync(string name, int version)
    {
        var content = await grains.GetGrain<IPriorGrain>(name).GetContentAsync(version).ConfigureAwait(false);
        return new CachedPrior(Prior.Load(content), version);
    }
}
