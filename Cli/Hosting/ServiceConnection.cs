using NeuralDA.Client;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Cli.Hosting;

/// <summary>A client of the service: of a cluster elsewhere, or of a silo embedded in this process.</summary>
internal sealed class ServiceConnection : IAsyncDisposable
{
    private readonly SiloHost? _silo;
    private readonly TemporaryFolder? _temporary;

    private ServiceConnection(NeuralDAClient client, SiloHost? silo, TemporaryFolder? temporary) =>
        (Client, _silo, _temporary) = (client, silo, temporary);

    /// <summary>The client.</summary>
    public NeuralDAClient Client { get; }

    /// <summary>Connects to a cluster, or without one starts a silo in this process.</summary>
    /// <param name="cluster">A running cluster, or null for an embedded silo.</param>
    /// <param name="dataFolder">The embedded silo's data folder; null is a temporary one, removed at the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServiceConnection> OpenAsync(
        ClusterAddress? cluster, string? dataFolder, CancellationToken cancellationToken)
    {
        if (cluster is not null)
        {
            if (dataFolder is not null)
                throw new UsageException("--data is for an embedded silo; expected either --data or --cluster.");
            var client = await NeuralDAClient.ConnectAsync(ClientConfiguration.Load(cluster), cancellationToken);
            return new ServiceConnection(client, silo: null, temporary: null);
        }
        var temporary = dataFolder is null ? new TemporaryFolder() : null;
        try
        {
            var silo = await SiloHost.StartAsync(SiloOptions.Embedded(dataFolder ?? temporary!.Path), cancellationToken);
            return new ServiceConnection(new NeuralDAClient(silo.ClusterClient), silo, temporary);
        }
        catch
        {
            temporary?.Dispose();
            throw;
        }
    }

    /// <summary>Connects to a cluster, by default the silo on this machine, or starts a silo on a data folder.</summary>
    /// <param name="cluster">A running cluster, or null.</param>
    /// <param name="dataFolder">The data folder of an embedded silo, or null for a cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<ServiceConnection> ToExistingAsync(
        ClusterAddress? cluster, string? dataFolder, CancellationToken cancellationToken) => OpenAsync(
        cluster ?? (dataFolder is null ? new ClusterAddress(new ClientOptions().Gateways) : null), dataFolder, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        if (_silo is not null) await _silo.DisposeAsync();
        _temporary?.Dispose();
    }
}
