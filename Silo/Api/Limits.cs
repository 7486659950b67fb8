using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Silo.Access;

namespace NeuralDA.Silo.Api;

/// <summary>How much of the silo one caller may take.</summary>
internal static class Limits
{
    /// <summary>Policy of requests with observations.</summary>
    public const string Uploads = "Uploads";

    /// <summary>Policy of streams of analyses.</summary>
    public const string Subscribers = "Subscribers";

    private const int WaitingUploads = 1024;

    public static void AddLimits(this IServiceCollection services, HttpOptions http)
    {
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new()
        {
            Timeout = http.RequestTimeout,
            WriteTimeoutResponse = context => TypedResults.Problem(
                $"The request took longer than {http.RequestTimeout.TotalSeconds:0.#} s; what it asked for may still happen.",
                statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context),
        });
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (context, _) =>
            {
                var after = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var pause) ? pause : TimeSpan.FromSeconds(1);
                context.HttpContext.Response.Headers.RetryAfter =
                    Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
                NameOf(context), _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = http.RequestsPerSecond,
                    TokensPerPeriod = http.RequestsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }));
            limiter.AddPolicy(Uploads, context => AtOnce(context, http.ConcurrentUploads, WaitingUploads));
            limiter.AddPolicy(Subscribers, context => AtOnce(context, http.MaximumSubscribers, waiting: 0));
        });
    }

    private static RateLimitPartition<string> AtOnce(HttpContext context, int permits, int waiting) =>
        RateLimitPartition.GetConcurrencyLimiter(TenantOf(context), _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = permits, QueueLimit = waiting,
        });

    private static string TenantOf(HttpContext context) =>
        context.User.FindFirst(Caller.TenantClaim)?.Value ?? $"{context.Connection.RemoteIpAddress}";

    // Whoever guesses keys has no name, and is told by the address.
    private static string NameOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { } name }
            ? $"{context.User.Tenant()}/{name}"
            : $"{context.Connection.RemoteIpAddress}";
}
