using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Silo.Access;
using NeuralDA.Silo.Api.Observations;

namespace NeuralDA.Silo.Api.Priors;

/// <summary>Priors: list, show, download, publish, promote, roll back.</summary>
internal static class PriorEndpoints
{
    private const string SafeTensors = "application/octet-stream";

    public static void MapPriors(this IEndpointRouteBuilder routes, HttpOptions http)
    {
        var priors = routes.MapGroup("/v1/priors").WithTags("Priors");
        priors.MapGet("/", async (NeuralDAClient client, CancellationToken cancellationToken) =>
                new PriorList(await client.ListPriorsAsync(cancellationToken)))
            .RequireAuthorization(nameof(Rights.Read)).WithName("listPriors").WithSummary("Names of all priors.");
        priors.MapGet("/{prior}", (string prior, NeuralDAClient client, CancellationToken cancellationToken) =>
                client.PriorAsync(prior, cancellationToken))
            .RequireAuthorization(nameof(Rights.Read)).WithName("getPrior")
            .WithSummary("A prior: its windows, components, versions and the metadata of the current one.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        priors.MapGet("/{prior}/versions/{version:int}", DownloadAsync)
            .RequireAuthorization(nameof(Rights.Read)).WithName("downloadPrior")
            .WithSummary("The safetensors file of a version.").Produces<byte[]>(contentType: SafeTensors)
            .ProducesProblem(StatusCodes.Status404NotFound);
        priors.MapPost("/{prior}/versions", PublishAsync)
            .RequireAuthorization(nameof(Rights.Manage)).WithName("publishPrior").WithMetadata(new BodyLimit(http.MaximumPriorBytes))
            .WithSummary("Adds a version; the first is promoted at once. Content that is there already is not added again.")
            .WithBody<byte[]>([SafeTensors]).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        priors.MapPost("/{prior}/promote", (string prior, int version, NeuralDAClient client, CancellationToken cancellationToken) =>
                client.PromotePriorAsync(prior, version, cancellationToken))
            .RequireAuthorization(nameof(Rights.Manage)).WithName("promotePrior")
            .WithSummary("Makes a version the one that tracks use from their next analysis on.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        priors.MapPost("/{prior}/rollback", (string prior, NeuralDAClient client, CancellationToken cancellationToken) =>
                client.RollbackPriorAsync(prior, cancellationToken))
            .RequireAuthorization(nameof(Rights.Manage)).WithName("rollbackPrior")
            .WithSummary("Undoes the last promotion. Not safe to repeat: undoing twice is not undoing once.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<FileContentHttpResult> DownloadAsync(
        string prior, int version, NeuralDAClient client, CancellationToken cancellationToken) => TypedResults.File(
        await client.PriorContentAsync(prior, version, cancellationToken), SafeTensors, $"{prior}-{version}.safetensors");

    private static async Task<PriorVersion> PublishAsync(
        string prior, HttpRequest request, NeuralDAClient client, CancellationToken cancellationToken)
    {
        if (!TenantTracks.IsName(prior)) throw new BadHttpRequestException($"The prior is '{prior}'; {TenantTracks.Expected}.");
        var content = await RequestBody.ReadAsync(request, cancellationToken);
        return await client.PublishPriorContentAsync(prior, content.ToArray(), cancellationToken);
    }
}

/// <summary>All priors.</summary>
/// <param name="Priors">Their names.</param>
internal sealed record PriorList(IReadOnlyList<string> Priors);
