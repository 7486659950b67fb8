using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api.Tracks;

/// <summary>Tracks: create, list, status.</summary>
internal static class TrackEndpoints
{
    private const int LongestPage = 1000;

    public static void MapTracks(this IEndpointRouteBuilder routes)
    {
        var tracks = routes.MapGroup("/v1/tracks").WithTags("Tracks");
        tracks.MapGet("/", ListAsync).RequireAuthorization(nameof(Rights.Read)).WithName("listTracks")
            .WithSummary("Names of the caller's tracks in alphabetical order, a page at a time.");
        tracks.MapGet("/{track}", GetAsync).RequireAuthorization(nameof(Rights.Read)).WithName("getTrack")
            .WithSummary("Where a track stands: options, watermark, what was accepted and what refused, writers.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        tracks.MapPut("/{track}", CreateAsync).RequireAuthorization(nameof(Rights.Write)).WithName("createTrack")
            .WithSummary("Creates a track; creating it again with the same options changes nothing.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<TrackPage> ListAsync(
        NeuralDAClient client, ClaimsPrincipal caller, CancellationToken cancellationToken,
        string prefix = "", string after = "", int limit = 100)
    {
        if (limit is < 1 or > LongestPage) throw new BadHttpRequestException($"The limit is {limit}; expected 1..{LongestPage}.");
        var names = (await client.ListTracksAsync(cancellationToken)).Select(caller.TrackName)
            .Where(name => name is not null && name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(name => after.Length == 0 || string.CompareOrdinal(name, after) > 0)
            .Take(limit + 1).ToList();
        return new TrackPage([.. names.Take(limit).Select(name => name!)], names.Count > limit ? names[limit - 1] : null);
    }

    private static async Task<TrackStatus> GetAsync(
        string track, NeuralDAClient client, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await client.StatusAsync(caller.TrackId(track), cancellationToken) with { Track = track };

    private static async Task<Ok<TrackStatus>> CreateAsync(
        string track, TrackOptions options, NeuralDAClient client, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        await client.CreateTrackAsync(caller.TrackId(track), options, cancellationToken);
        return TypedResults.Ok(await GetAsync(track, client, caller, cancellationToken));
    }
}

/// <summary>A page of names.</summary>
/// <param name="Tracks">The names.</param>
/// <param name="Next">The name to ask for what comes <c>after</c>; null on the last page.</param>
internal sealed record TrackPage(IReadOnlyList<string> Tracks, string? Next);
