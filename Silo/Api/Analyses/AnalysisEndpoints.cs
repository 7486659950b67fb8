using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api.Analyses;

/// <summary>Analyses and forecasts out.</summary>
internal static class AnalysisEndpoints
{
    private const int MostAnalyses = 1000;

    public static void MapAnalyses(this IEndpointRouteBuilder routes)
    {
        var track = routes.MapGroup("/v1/tracks/{track}").WithTags("Analyses").RequireAuthorization(nameof(Rights.Read))
            .ProducesProblem(StatusCodes.Status404NotFound);
        track.MapGet("/analyses", RangeAsync).WithName("getAnalyses")
            .WithSummary("Past analyses from a sequence number on, as JSON or, by Accept or format, as CSV, NetCDF-4 or Parquet.")
            .Produces<AnalysisDocument[]>().ProducesFiles();
        track.MapGet("/analyses/latest", LatestAsync).WithName("getLatestAnalysis")
            .WithSummary("The newest revision of the newest window.")
            .Produces<AnalysisDocument>().ProducesFiles();
        track.MapGet("/forecast", ForecastAsync).WithName("getForecast")
            .WithSummary("Runs the physical model from the latest analysis until a model time.")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static void ProducesFiles(this RouteHandlerBuilder route) =>
        route.Produces<byte[]>(contentType: AnalysisResult.Csv, additionalContentTypes: [AnalysisResult.NetCdf, AnalysisResult.Parquet]);

    /// <summary>The analyses that there are, from a sequence number on.</summary>
    public static async Task<IReadOnlyList<Analysis>> ReadAsync(
        NeuralDAClient client, string id, long from, int limit, CancellationToken cancellationToken)
    {
        var analyses = new List<Analysis>();
        var last = (await client.StatusAsync(id, cancellationToken)).LastAnalysisSequence;
        if (from > last) return analyses;
        await foreach (var analysis in client.Analyses(id, from).WithCancellation(cancellationToken))
        {
            analyses.Add(analysis);
            if (analyses.Count == limit || analysis.Sequence >= last) break;
        }
        return analyses;
    }

    private static async Task<IResult> RangeAsync(
        string track, HttpRequest request, NeuralDAClient client, ClaimsPrincipal caller, CancellationToken cancellationToken,
        long from = 1, int limit = 100, string? format = null)
    {
        if (limit is < 1 or > MostAnalyses) throw new BadHttpRequestException($"The limit is {limit}; expected 1..{MostAnalyses}.");
        var write = AnalysisResult.Of(format, request, client);
        var analyses = await ReadAsync(client, caller.TrackId(track), Math.Max(1, from), limit, cancellationToken);
        return await write([.. analyses.Select(analysis => analysis with { Track = track })], true);
    }

    private static async Task<IResult> LatestAsync(
        string track, HttpRequest request, NeuralDAClient client, ClaimsPrincipal caller, CancellationToken cancellationToken,
        string? format = null)
    {
        var write = AnalysisResult.Of(format, request, client);
        return await client.LatestAsync(caller.TrackId(track), cancellationToken) is { } latest
            ? await write([latest with { Track = track }], false)
            : TypedResults.Problem($"Track '{track}' has no analysis yet; send observations first.", statusCode: 404);
    }

    private static async Task<ForecastDocument> ForecastAsync(
        string track, double until, NeuralDAClient client, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        ForecastDocument.Of(track, await client.ForecastAsync(caller.TrackId(track), until, cancellationToken));
}
