using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Client;
using NeuralDA.Silo.Api.Analyses;
using NeuralDA.Silo.Api.Health;
using NeuralDA.Silo.Api.Json;
using NeuralDA.Silo.Api.Observations;
using NeuralDA.Silo.Api.Priors;
using NeuralDA.Silo.Api.Problems;
using NeuralDA.Silo.Api.Security;
using NeuralDA.Silo.Api.Tracks;
using NeuralDA.Silo.Api.Training;
using NeuralDA.Silo.Dashboard;
using NeuralDA.Silo.Observability;
using Scalar.AspNetCore;

namespace NeuralDA.Silo.Api;

/// <summary>The HTTP server in a silo's process.</summary>
internal static class HttpServer
{
    /// <summary>Adds the server to a silo's host and builds that.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, HttpOptions http)
    {
        AddServices(builder, http);
        var app = builder.Build();
        Use(app, http);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder, HttpOptions http)
    {
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = http.MaximumRequestBytes;
            kestrel.Limits.RequestHeadersTimeout = http.RequestTimeout;
            kestrel.Listen(http.Endpoint, listen =>
            {
                if (http.CertificateFile is { } file)
                    listen.UseHttps(X509Certificate2.CreateFromPemFile(file, http.CertificateKeyFile));
            });
        });
        var services = builder.Services;
        services.AddSingleton(http);
        services.AddSingleton(provider => new NeuralDAClient(
            provider.GetRequiredService<IClusterClient>(), new ClientOptions { RetryFor = http.RequestTimeout }));
        services.AddRouting();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemHandler>();
        services.AddRequestDecompression();
        services.AddSecurity(http);
        services.AddLimits(http);
        services.AddHealth();
        services.AddOpenApi("v1", ApiDescription.Configure);
        services.AddDashboard();
        if (http.Development)
            services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
    }

    private static void Use(WebApplication app, HttpOptions http)
    {
        app.UseMiddleware<RefusalLog>();
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages();
        if (http.Development) app.UseHostFiltering();
        app.UseMiddleware<SameSite>();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseRequestDecompression();
        app.MapHealth();
        app.MapTracks();
        app.MapObservations();
        app.MapAnalyses();
        app.MapAnalysisEvents();
        app.MapPriors(http);
        app.MapTraining();
        app.MapMetrics();
        app.MapLogin();
        app.MapDashboard();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapScalarApiReference("/docs", scalar => scalar.WithTitle("NeuralDA").DisableDefaultFonts()).AllowAnonymous();
    }
}
