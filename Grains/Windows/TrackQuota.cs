using NeuralDA.Grains.Interfaces.Catalog;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>How many tracks a tenant may have. The tenant is what stands before the slash in a track's id, or nobody.</summary>
/// <param name="TracksPerTenant">Most tracks of one tenant.</param>
public sealed record TrackQuota(int TracksPerTenant)
{
    /// <summary>Requires that a tenant may have one more track; those that others create at the same time may come on top.</summary>
    /// <param name="grains">Where grains are found.</param>
    /// <param name="track">Id of the track that is to be.</param>
    /// <exception cref="InvalidTrackException">The tenant has as many as it may have.</exception>
    internal async Task RequireRoomAsync(IGrainFactory grains, string track)
    {
        if (TracksPerTenant == int.MaxValue) return;
        var tenant = TenantOf(track);
        var count = await grains.CountAsync(CatalogShards.Tracks, tenant);
        if (count >= TracksPerTenant)
            throw new InvalidTrackException(
                $"Track '{track}' is one too many: {(tenant.Length == 0 ? "there are" : $"tenant '{tenant[..^1]}' has")} {count} tracks; " +
                $"expected at most {TracksPerTenant} of one tenant.");
    }

    /// <summary>The tenant in a track's id, with the slash; empty where there is none.</summary>
    /// <param name="track">Id of a track.</param>
    public static string TenantOf(string track) => track[..(track.IndexOf('/', StringComparison.Ordinal) + 1)];
}
