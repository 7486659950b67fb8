using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api;

/// <summary>Logs who was turned away: a few lines a second, and then how many more, so that an attack does not fill the disk.</summary>
internal sealed partial class RefusalLog(RequestDelegate next, TimeProvider clock, ILogger<RefusalLog> logger)
{
    private const int LinesPerSecond = 10;
    private const int LongestPath = 200;
    private readonly Lock _gate = new();
    private long _second;
    private int _seen;

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (!IsRefusal(context.Response.StatusCode)) return;
        var (more, isShown) = Count();
        if (more > 0) LogMore(more);
        if (!isShown) return;
        // Escaped, so that nobody writes lines of the log.
        var path = context.Request.Path.ToUriComponent();
        var caller = context.User.Identity is { IsAuthenticated: true, Name: { } name } ? $"{context.User.Tenant()}/{name}" : "nobody known";
        LogRefused(
            context.Request.Method, path.Length > LongestPath ? path[..LongestPath] : path, context.Response.StatusCode, caller,
            $"{context.Connection.RemoteIpAddress}");
    }

    private static bool IsRefusal(int status) => status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
        or StatusCodes.Status408RequestTimeout or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests;

    private (int More, bool IsShown) Count()
    {
        lock (_gate)
        {
            var second = clock.GetUtcNow().ToUnixTimeSeconds();
            var more = 0;
            if (second != _second) (more, _second, _seen) = (_seen - LinesPerSecond, second, 0);
            return (more, ++_seen <= LinesPerSecond);
        }
    }

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "{Method} {Path} refused with {Status}: {Caller} at {Address}")]
    private partial void LogRefused(string method, string path, int status, string caller, string address);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "{Count} more requests were refused")]
    private partial void LogMore(int count);
}
