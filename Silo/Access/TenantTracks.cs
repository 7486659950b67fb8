using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace NeuralDA.Silo.Access;

/// <summary>
/// Names of tracks as a tenant knows them, and their ids in the cluster: <c>tenant/name</c>, or the name alone for tracks without a
/// tenant. A name has no slash, so nobody can name another tenant's track.
/// </summary>
internal static class TenantTracks
{
    public const string Expected = "expected 1..128 characters, neither slashes nor control characters";
    private const int LongestName = 128;

    public static bool IsName(string name) =>
        name.Length <= LongestName && !string.IsNullOrWhiteSpace(name) && !name.Any(c => c == '/' || char.IsControl(c));

    /// <summary>The id of a caller's track.</summary>
    /// <exception cref="BadHttpRequestException">The name is not one.</exception>
    public static string TrackId(this ClaimsPrincipal caller, string name) => IsName(name)
        ? Prefix(caller) + name
        : throw new BadHttpRequestException($"The track is '{name}'; {Expected}.");

    /// <summary>The name of a track for a caller, or null where it belongs to another.</summary>
    public static string? TrackName(this ClaimsPrincipal caller, string id)
    {
        var prefix = Prefix(caller);
        if (!id.StartsWith(prefix, StringComparison.Ordinal)) return null;
        var name = id[prefix.Length..];
        return IsName(name) ? name : null;
    }

    private static string Prefix(ClaimsPrincipal caller) => caller.Tenant() is { Length: > 0 } tenant ? tenant + "/" : "";
}
