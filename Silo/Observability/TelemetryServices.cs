using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains.Observability;
using NeuralDA.Silo.Access;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NeuralDA.Silo.Observability;

/// <summary>Metrics and traces of a silo, by OpenTelemetry.</summary>
internal static class TelemetryServices
{
    private static readonly string[] Meters =
        [ServiceMetrics.Name, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Adds what the options ask for.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="options">The options.</param>
    /// <param name="isScraped">Whether there is a page of metrics.</param>
    public static void AddTelemetry(this IServiceCollection services, TelemetryOptions options, bool isScraped)
    {
        if (!isScraped && options.OtlpEndpoint is null) return;
        var telemetry = services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters);
            if (isScraped) metrics.AddPrometheusExporter();
            if (options.OtlpEndpoint is { } collector) metrics.AddOtlpExporter(exporter => exporter.Endpoint = collector);
        });
        if (options.OtlpEndpoint is { } endpoint)
            telemetry.WithTracing(tracing => tracing.AddSource(ServiceMetrics.Name)
                .SetSampler(new TraceIdRatioBasedSampler(options.TraceRatio)).AddOtlpExporter(exporter => exporter.Endpoint = endpoint));
    }

    /// <summary>The page of metrics, for Prometheus.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) => 
        routes.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(nameof(Rights.Read));
}
