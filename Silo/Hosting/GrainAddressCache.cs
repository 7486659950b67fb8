using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.GrainDirectory;

namespace NeuralDA.Silo.Hosting;

/// <summary>
/// Where the grains are that this silo calls. While a silo leaves, its grains are on the move and the directory is asked for each of
/// them: what is remembered would send calls to that silo after it has stopped passing them on. ADR 0016.
/// </summary>
internal sealed class GrainAddressCache(
    IServiceProvider services, IOptions<GrainDirectoryOptions> options, IClusterMembershipService membership)
    : IGrainDirectoryCache, IAsyncDisposable
{
    private readonly IGrainDirectoryCache _all = GrainDirectoryCacheFactory.CreateGrainDirectoryCache(services, options.Value);

    public IEnumerable<(GrainAddress ActivationAddress, int Version)> KeyValues => _all.KeyValues;

    public void AddOrUpdate(GrainAddress value, int version) => _all.AddOrUpdate(value, version);

    public bool Remove(GrainId key) => _all.Remove(key);

    public bool Remove(GrainAddress key) => _all.Remove(key);

    public void Clear() => _all.Clear();

    public bool LookUp(GrainId key, [NotNullWhen(true)] out GrainAddress? result, out int version) =>
        _all.LookUp(key, out result, out version) && !IsLeaving(result.SiloAddress!);

    public ValueTask DisposeAsync() => _all is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;

    private bool IsLeaving(SiloAddress silo) =>
        membership.CurrentSnapshot.GetSiloStatus(silo) is SiloStatus.ShuttingDown or SiloStatus.Stopping;
}
