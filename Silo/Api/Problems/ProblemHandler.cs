using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Grains.Interfaces.Access;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Silo.Api.Problems;

/// <summary>Every failure as problem details: one line saying what was expected and what came, never a stack trace.</summary>
internal sealed partial class ProblemHandler(IProblemDetailsService problems, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested) return true;
        var (status, detail) = Describe(exception);
        if (status == StatusCodes.Status500InternalServerError) LogFailed(context.Request.Method, context.Request.Path, exception);
        if (status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
        context.Response.StatusCode = status;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Status = status, Detail = detail?.ReplaceLineEndings(" ") },
        });
    }

    private static (int Status, string? Detail) Describe(Exception exception) => exception switch
    {
        // What the framework wraps says itself what it is.
        BadHttpRequestException { InnerException: JsonException json } => (StatusCodes.Status400BadRequest, json.Message),
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        FormatException or JsonException or ArgumentException => (StatusCodes.Status400BadRequest, exception.Message),
        UnknownTrackException or UnknownPriorException or UnknownTrainingRunException => (StatusCodes.Status404NotFound, exception.Message),
        TrackExistsException or TrainingRunExistsException or IncompatiblePriorException or ForecastUnavailableException =>
            (StatusCodes.Status409Conflict, exception.Message),
        InvalidTrackException or InvalidBatchException or InvalidPriorContentException or InvalidTrainingRunException =>
            (StatusCodes.Status422UnprocessableEntity, exception.Message),
        AccessDeniedException => (StatusCodes.Status403Forbidden, exception.Message),
        NeuralDAException => (StatusCodes.Status503ServiceUnavailable, exception.Message),
        TimeoutException or OrleansException =>
            (StatusCodes.Status503ServiceUnavailable, "The cluster does not answer; repeating the request is safe."),
        _ => (StatusCodes.Status500InternalServerError, "The request failed for a reason that is in the server's log."),
    };

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailed(string method, PathString path, Exception exception);
}
