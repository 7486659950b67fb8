using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NeuralDA.Client;
using NeuralDA.Files.Observations;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api.Observations;

/// <summary>Observations in.</summary>
internal static class ObservationEndpoints
{
    private const int LongestWriter = 128;
    private const string Description =
        "The writer numbers its observations from the sequence on. A number that the track has seen from this writer changes nothing, " +
        "so a request whose answer was lost is repeated as it was. A malformed body is refused whole; an observation that is bad data " +
        "is refused alone, and the receipt says why. When a receipt arrives, what it accepts is on disk.";

    public static void MapObservations(this IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/tracks/{track}/observations", IngestAsync)
        .RequireAuthorization(nameof(Rights.Write)).RequireRateLimiting(Limits.Uploads)
        .WithTags("Observations").WithName("sendObservations").WithSummary("Sends observations to a track.")
        .WithDescription(Description)
        .WithBody<ObservationInput[]>(ObservationFormats.Texts.Select(format => format.MediaType))
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<ObservationReceipt> IngestAsync(
        string track, string writer, long sequence, HttpRequest request, NeuralDAClient client, ClaimsPrincipal caller,
        CancellationToken cancellationToken)
    {
        var id = caller.TrackId(track);
        if (writer.Length > LongestWriter)
            throw new BadHttpRequestException($"The writer has {writer.Length} characters; expected at most {LongestWriter}.");
        var format = ObservationFormats.Of(request.ContentType) ?? throw new BadHttpRequestException(
            $"The content type is '{request.ContentType}'; expected " +
            $"{string.Join(", ", ObservationFormats.Texts.Select(each => each.MediaType))}.", StatusCodes.Status415UnsupportedMediaType);
        await using var body = await RequestBody.ReadAsync(request, cancellationToken);
        var lines = format.Read(body, "body");
        if (lines.FirstOrDefault(line => line.Track is not null && line.Track != track) is { Track: { } other } stray)
            throw new BadHttpRequestException($"body:{stray.Line}: the track is '{other}'; expected '{track}' or none.");

        var receipt = new ObservationReceipt(track, writer, sequence);
        foreach (var chunk in lines.Chunk(ObservationBatch.MaximumCount))
        {
            var batch = new ObservationBatch(writer, receipt.NextSequence, Array.ConvertAll(chunk, line => line.Observation));
            receipt = receipt.With(await client.IngestAsync(id, batch, cancellationToken), chunk);
        }
        return receipt;
    }
}
