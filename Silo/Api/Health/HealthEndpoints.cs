using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace NeuralDA.Silo.Api.Health;

/// <summary>Whether the process lives and whether it can serve; for machines that ask without a key.</summary>
internal static class HealthEndpoints
{
    /// <summary>Tag of checks that say whether the silo can serve.</summary>
    public const string Ready = "ready";

    public static void AddHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<SiloCheck>("silo", tags: [Ready]);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        Map("/health/live", new HealthCheckOptions { Predicate = _ => false });
        Map("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) });

        void Map(string path, HealthCheckOptions options) =>
            routes.MapHealthChecks(path, options).AllowAnonymous().DisableRateLimiting();
    }
}
