using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Messaging;

namespace NeuralDA.Client;

/// <summary>The Orleans client behind a <see cref="NeuralDAClient"/>.</summary>
internal static class ClusterConnection
{
    private static readonly TimeSpan PauseBetweenAttempts = TimeSpan.FromMilliseconds(250);

    public static IClusterClient ClientOf(IHost host) => host.Services.GetRequiredService<IClusterClient>();

    public static async Task<IHost> OpenAsync(ClientOptions options, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.ConnectTimeout);
        var attempts = new Attempts(timeout.Token);
        var host = Build(options, attempts);
        try
        {
            await host.StartAsync(timeout.Token).ConfigureAwait(false);
            return host;
        }
        catch (Exception exception)
        {
            host.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new ClusterUnreachableException(
                $"No silo answered at {string.Join(", ", options.Gateways)} within {options.ConnectTimeout.TotalSeconds:0.#} s.",
                attempts.LastFailure ?? exception);
        }
    }

    private static IHost Build(ClientOptions options, Attempts attempts)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.UseOrleansClient(client => client
            .UseGateways(options)
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId))
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = options.CallTimeout)
            .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1))
            .UseConnectionRetryFilter(attempts.GoOnAsync));
        return builder.Build();
    }

    private static IClientBuilder UseGateways(this IClientBuilder client, ClientOptions options)
    {
        if (!options.Discover) return client.UseStaticClustering([.. options.Gateways]);
        client.Services.AddSingleton<IGatewayListProvider>(services =>
            new ClusterGateways(options.Gateways, services.GetRequiredService<IClusterClient>));
        return client;
    }

    /// <summary>Attempts to connect, until the token says stop.</summary>
    private sealed class Attempts(CancellationToken stop)
    {
        public Exception? LastFailure { get; private set; }

        public async Task<bool> GoOnAsync(Exception failure, CancellationToken cancellationToken)
        {
            LastFailure = failure;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
            await Task.Delay(PauseBetweenAttempts, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return !either.IsCancellationRequested;
        }
    }
}
