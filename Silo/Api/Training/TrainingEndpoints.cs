using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api.Training;

/// <summary>Training runs: start, watch, pause, resume, cancel.</summary>
internal static class TrainingEndpoints
{
    private delegate Task<TrainingRunStatus> Change(TrainingRuns runs, string run, CancellationToken cancellationToken);

    public static void MapTraining(this IEndpointRouteBuilder routes)
    {
        var training = routes.MapGroup("/v1/training").WithTags("Training");
        training.MapGet("/", async (NeuralDAClient client, CancellationToken cancellationToken) =>
                new TrainingList(await client.Training.ListAsync(cancellationToken)))
            .RequireAuthorization(nameof(Rights.Read)).WithName("listTraining").WithSummary("Ids of all training runs.");
        training.MapGet("/{run}", (string run, NeuralDAClient client, CancellationToken cancellationToken) =>
                client.Training.StatusAsync(run, cancellationToken))
            .RequireAuthorization(nameof(Rights.Read)).WithName("getTraining")
            .WithSummary("Where a run stands: step, loss, validation error, silos, windows a second.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        training.MapGet("/{run}/curve", (string run, NeuralDAClient client, CancellationToken cancellationToken, int from = 0) =>
                client.Training.CurveAsync(run, from, cancellationToken))
            .RequireAuthorization(nameof(Rights.Read)).WithName("getLearningCurve").WithSummary("The learning curve from a step on.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        training.MapPut("/{run}", (string run, TrainingRunOptions options, NeuralDAClient client, CancellationToken cancellationToken) =>
                TenantTracks.IsName(run)
                    ? client.Training.StartAsync(run, options, cancellationToken)
                    : throw new BadHttpRequestException($"The run is '{run}'; {TenantTracks.Expected}."))
            .RequireAuthorization(nameof(Rights.Manage)).WithName("startTraining")
            .WithSummary("Starts a run over the silos of the cluster; starting it again with the same options changes nothing.")
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        MapChange("pause", "Stops a run after its current step, with a checkpoint.", (runs, run, token) => runs.PauseAsync(run, token));
        MapChange("resume", "Goes on with a run that was paused or has failed.", (runs, run, token) => runs.ResumeAsync(run, token));
        MapChange("cancel", "Ends a run for good.", (runs, run, token) => runs.CancelAsync(run, token));

        void MapChange(string verb, string summary, Change change) => training.MapPost($"/{{run}}/{verb}",
                (string run, NeuralDAClient client, CancellationToken cancellationToken) => change(client.Training, run, cancellationToken))
            .RequireAuthorization(nameof(Rights.Manage)).WithName($"{verb}Training").WithSummary(summary)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }
}

/// <summary>All training runs.</summary>
/// <param name="Runs">Their ids.</param>
internal sealed record TrainingList(IReadOnlyList<string> Runs);
