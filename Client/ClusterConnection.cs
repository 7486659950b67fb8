using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralDA.Client.Security;
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
            var handshake = attempts.LastRefusal is { } refusal ? $" TLS: {refusal}" : "";
            throw new ClusterUnreachableException(
                $"No silo answered at {string.Join(", ", options.Gateways)} within {options.ConnectTimeout.TotalSeconds:0.#} s.{handshake}",
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
            .Secure(options, attempts)
            .Configure<ClientMessagingOptions>(messaging =>
                (messaging.ResponseTimeout, messaging.MaxMessageBodySize) = (options.CallTimeout, options.MaximumMessageBytes))
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

    private static IClientBuilder Secure(this IClientBuilder client, ClientOptions options, Attempts attempts)
    {
        if (options.Token is { } token) client.AddOutgoingGrainCallFilter(new TokenOnCalls(token));
        if (options.Tls is not { } tls) return client;
        var identity = TlsIdentity.Load(tls);
        return client.Configure<ClientConnectionOptions>(connections => connections.ConfigureConnection(each =>
            each.CallWithTls(identity, (_, problem) => attempts.LastRefusal = problem)));
    }

    /// <summary>Attempts to connect, until the token says stop.</summary>
    private sealed class Attempts(CancellationToken stop)
    {
        public Exception? LastFailure { get; private set; }

        public string? LastRefusal { get; set; }

        public async Task<bool> GoOnAsync(Exception failure, CancellationToken cancellationToken)
        {
            LastFailure = failure;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
            await Task.Delay(PauseBetweenAttempts, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return !either.IsCancellationRequested;
        }
    }
}
