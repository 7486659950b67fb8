using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using NeuralDA.Client;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api.Analyses;

/// <summary>
/// Analyses as server-sent events. A subscriber pulls: one that reads slowly holds up nobody, costs one message of analyses, and is
/// cut off by the server when it stops reading.
/// </summary>
internal static class AnalysisEvents
{
    private const string AnalysisEvent = "analysis";
    private const string Heartbeat = "heartbeat";

    public static void MapAnalysisEvents(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/tracks/{track}/analyses/stream", StreamAsync)
        .RequireAuthorization(nameof(Rights.Read)).RequireRateLimiting(Limits.Subscribers)
        .WithTags("Analyses").WithName("streamAnalyses")
        .WithSummary("Past analyses, then each new one as it is published, as server-sent events.")
        .WithDescription("The id of an event is the analysis' sequence. With it as Last-Event-ID a stream goes on where it stopped, " +
            "without gap or repetition. Events named heartbeat carry null and say that the stream lives.")
        .Produces<AnalysisDocument>(contentType: "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound)
        .DisableRequestTimeout();

    private static async Task<ServerSentEventsResult<AnalysisDocument?>> StreamAsync(
        string track, NeuralDAClient client, ClaimsPrincipal caller, HttpOptions http, TimeProvider clock,
        IHostApplicationLifetime host, CancellationToken cancellationToken,
        long from = 1, [FromHeader(Name = "Last-Event-ID")] long? lastEventId = null)
    {
        var id = caller.TrackId(track);
        // An unknown track is told by its status code, which an event could not.
        await client.StatusAsync(id, cancellationToken);
        var analyses = client.Analyses(id, lastEventId + 1 ?? from);
        return TypedResults.ServerSentEvents(EventsAsync(track, analyses, http.Heartbeat, clock, host.ApplicationStopping));
    }

    private static async IAsyncEnumerable<SseItem<AnalysisDocument?>> EventsAsync(
        string track, AnalysisFeed analyses, TimeSpan heartbeat, TimeProvider clock, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await using var source = analyses.GetAsyncEnumerator(ending.Token);
        while (true)
        {
            var next = source.MoveNextAsync().AsTask();
            while (!await IsDoneAsync(next, heartbeat, clock)) yield return new SseItem<AnalysisDocument?>(null, Heartbeat);
            if (!await GoesOnAsync(next)) yield break;
            yield return new SseItem<AnalysisDocument?>(AnalysisDocument.Of(source.Current with { Track = track }), AnalysisEvent)
            {
                EventId = $"{source.Current.Sequence}",
            };
        }
    }

    private static async Task<bool> IsDoneAsync(Task<bool> next, TimeSpan patience, TimeProvider clock)
    {
        await ((Task)next).WaitAsync(patience, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return next.IsCompleted;
    }

    /// <returns>False when subscriber or silo is leaving.</returns>
    private static async Task<bool> GoesOnAsync(Task<bool> next)
    {
        try
        {
            return await next;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
