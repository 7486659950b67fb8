using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>A client of Orleans without the SDK.</summary>
internal sealed class BareClient : IAsyncDisposable
{
    private readonly IHost _host;

    private BareClient(IHost host) => _host = host;

    /// <summary>The grains.</summary>
    public IClusterClient Grains => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects to a silo.</summary>
    public static async Task<BareClient> ConnectAsync(IPEndPoint gateway, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleansClient(client => client.UseStaticClustering(gateway)
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("neuralda", "neuralda")));
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new BareClient(host);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
