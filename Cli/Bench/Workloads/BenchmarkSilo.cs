using System.Net;
using NeuralDA.Cli.Hosting;
using NeuralDA.Client;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Observability;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>A silo in this process with the shipped prior, a client of the SDK over TCP and one over HTTP.</summary>
internal sealed class BenchmarkSilo : IAsyncDisposable
{
    /// <summary>The prior.</summary>
    public const string Prior = "lorenz63";

    /// <summary>The setting that it is for.</summary>
    public const string Setting = "blanke2024-lorenz63-print";

    private readonly TemporaryFolder _folder;
    private readonly SiloHost _silo;

    private BenchmarkSilo(TemporaryFolder folder, SiloHost silo, NeuralDAClient client) =>
        (_folder, _silo, Client, Http) = (folder, silo, client, new HttpClient { BaseAddress = silo.HttpAddress });

    /// <summary>The SDK.</summary>
    public NeuralDAClient Client { get; }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Gateway => _silo.Gateway;

    /// <summary>HTTP.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts it, with HTTP.</summary>
    public static Task<BenchmarkSilo> StartAsync(CancellationToken cancellationToken) =>
        StartAsync(new HttpOptions { Listen = "127.0.0.1:0", Development = true }, new TelemetryOptions(), cancellationToken);

    /// <summary>Starts it.</summary>
    public static Task<BenchmarkSilo> StartAsync(HttpOptions? http, TelemetryOptions telemetry, CancellationToken cancellationToken) =>
        StartAsync(options => options with { Http = http, Telemetry = telemetry }, cancellationToken);

    /// <summary>Starts it with options of its own.</summary>
    public static async Task<BenchmarkSilo> StartAsync(Func<SiloOptions, SiloOptions> configure, CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder();
        var silo = await SiloHost.StartAsync(configure(SiloOptions.Embedded(folder.Path)), cancellationToken);
        var client = await NeuralDAClient.ConnectAsync(
            new ClientOptions { Gateways = [silo.Gateway], IngestTimeout = TimeSpan.FromSeconds(30) }, cancellationToken);
        await client.PublishPriorAsync(Prior, PriorFiles.Shipped, cancellationToken);
        return new BenchmarkSilo(folder, silo, client);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Client.DisposeAsync();
        await _silo.DisposeAsync();
        _folder.Dispose();
    }
}
