using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Observability;
using NeuralDA.Silo.Storage;
using Orleans.Configuration;

namespace NeuralDA.Silo.Hosting;

/// <summary>A running silo, alone in its process or inside another program. Disposing it stops it gracefully.</summary>
public sealed class SiloHost : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);
    private readonly IHost _host;

    private SiloHost(IHost host, SiloEndpoints endpoints)
    {
        _host = host;
        Endpoint = new IPEndPoint(endpoints.Advertised, endpoints.SiloPort);
        Gateway = new IPEndPoint(endpoints.Advertised, endpoints.GatewayPort);
    }

    /// <summary>Where other silos connect.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Gateway { get; }

    /// <summary>Where HTTP is served, such as http://127.0.0.1:8080; null where it is not.</summary>
    public Uri? HttpAddress => _host is WebApplication app ? new Uri(app.Urls.First()) : null;

    /// <summary>A client inside this process; it ends with the silo.</summary>
    public IClusterClient ClusterClient => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Starts a silo. When it returns, clients are served and the priors of the folder are published.</summary>
    /// <param name="options">How it runs. Default: as documented there.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="SiloStartException">
    /// An option is out of range, a port is in use, the store cannot be used, or a prior is not one.
    /// </exception>
    public static async Task<SiloHost> StartAsync(SiloOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SiloOptions();
        options.Validate();
        var endpoints = await SiloEndpoints.ClaimAsync(options, cancellationToken).ConfigureAwait(false);
        var store = await StoreServices.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        var host = Build(options, endpoints, store);
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await DisposeAsync(host).ConfigureAwait(false);
            throw exception switch
            {
                OperationCanceledException => exception,
                IOException when options.Http is { } http =>
                    new SiloStartException($"HTTP cannot be served at {http.Listen}: {exception.Message}", exception),
                _ => new SiloStartException($"The silo cannot start: {exception.Message}", exception),
            };
        }
        var silo = new SiloHost(host, endpoints);
        try
        {
            if (options.PriorsFolder is { } folder)
                await PriorsFolder.PublishAsync(folder, silo.ClusterClient, cancellationToken).ConfigureAwait(false);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false);
        await DisposeAsync(_host).ConfigureAwait(false);
    }

    private static IHost Build(SiloOptions options, SiloEndpoints endpoints, IStore store)
    {
        var web = options.Http is null ? null : WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        IHostApplicationBuilder builder = web is null ? Host.CreateEmptyApplicationBuilder(settings: null) : web;
        ConfigureLogging(builder.Logging, options.ConsoleLogLevel, options.Telemetry.JsonLog);
        builder.Services.AddTelemetry(options.Telemetry, isScraped: web is not null);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        // Who owns the process decides when it ends; the host must not take its signals.
        builder.Services.AddSingleton<IHostLifetime, LifetimeOfOwner>();
        builder.Services.AddSingleton(_ => store);
        builder.UseOrleans(silo =>
        {
            silo.Configure<EndpointOptions>(endpoints.CopyTo);
            store.AddClustering(silo, new IPEndPoint(endpoints.Advertised, endpoints.SiloPort));
            silo.AddSecurity(options).AddNeuralDA(options).AddCluster(options);
        });
        var host = web is null ? ((HostApplicationBuilder)builder).Build() : HttpServer.Build(web, options.Http!);
        // The host disposes what it has handed out, so it must have the store in hand before anything can fail.
        host.Services.GetRequiredService<IStore>();
        return host;
    }

    private static void ConfigureLogging(ILoggingBuilder logging, LogLevel level, bool asJson)
    {
        logging.SetMinimumLevel(level);
        if (level == LogLevel.None) return;
        if (asJson) logging.AddJsonConsole();
        else logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "));
        // At every start it warns of a thread that has not completed; the alarm is false.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.None);
        // It recommends the server garbage collector and tells how long its stages took.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        // Under overload it tells of every call whose caller has repeated it meanwhile, a line each.
        logging.AddFilter("Orleans.Messaging", LogLevel.Error);
    }

    // A host is disposable in both ways; this one has services that are so in the asynchronous way only.
    private static ValueTask DisposeAsync(IHost host) => ((IAsyncDisposable)host).DisposeAsync();

    private sealed class LifetimeOfOwner : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
