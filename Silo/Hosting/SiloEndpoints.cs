using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace NeuralDA.Silo.Hosting;

/// <summary>
/// Where a silo listens and under which address others find it. Orleans listens with address reuse, by which two silos can share a
/// port and each receive half of the connections; so a port is tried without reuse before the silo takes it.
/// </summary>
/// <param name="Listen">Address that both ports listen at.</param>
/// <param name="Advertised">Address that silos and clients connect to.</param>
/// <param name="SiloPort">Port for other silos.</param>
/// <param name="GatewayPort">Port for clients.</param>
internal sealed record SiloEndpoints(IPAddress Listen, IPAddress Advertised, int SiloPort, int GatewayPort)
{
    /// <summary>Makes sure that the ports of the options are free, and picks free ones for zeros.</summary>
    /// <exception cref="SiloStartException">A port is in use, or an address is not one of this machine.</exception>
    public static async Task<SiloEndpoints> ClaimAsync(SiloOptions options, CancellationToken cancellationToken)
    {
        var listen = await ResolveAsync(options.ListenAddress, cancellationToken).ConfigureAwait(false);
        if (!IPAddress.IsLoopback(listen) && options.Tls is null && !options.TrustedNetwork)
            throw new SiloStartException(
                $"The silo would listen at {listen} without TLS; expected Tls, a loopback address, or TrustedNetwork where only silos and " +
                "trusted clients are on that network.");
        using var silo = Open(listen, options.SiloPort, "silo");
        using var gateway = Open(listen, options.GatewayPort, "gateway");
        var everywhere = listen.Equals(IPAddress.Any) || listen.Equals(IPAddress.IPv6Any);
        var advertised = options.AdvertisedAddress ?? (everywhere ? Dns.GetHostName() : null);
        return new SiloEndpoints(
            listen,
            advertised is null ? listen : await ResolveAsync(advertised, cancellationToken).ConfigureAwait(false),
            PortOf(silo),
            PortOf(gateway));
    }

    /// <summary>Tells Orleans.</summary>
    public void CopyTo(EndpointOptions options)
    {
        (options.AdvertisedIPAddress, options.SiloPort, options.GatewayPort) = (Advertised, SiloPort, GatewayPort);
        options.SiloListeningEndpoint = new IPEndPoint(Listen, SiloPort);
        options.GatewayListeningEndpoint = new IPEndPoint(Listen, GatewayPort);
    }

    private static async Task<IPAddress> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            if (IPAddress.TryParse(name, out var address)) return address;
            var found = await Dns.GetHostAddressesAsync(name, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
            return found[0];
        }
        catch (Exception exception) when (exception is SocketException or IndexOutOfRangeException or ArgumentException)
        {
            throw new SiloStartException($"'{name}' is neither an address nor a name that has one.", exception);
        }
    }

    private static TcpListener Open(IPAddress address, int port, string purpose)
    {
        var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException exception)
        {
            listener.Dispose();
            throw new SiloStartException(
                $"Port {port} of {address} for the {purpose} cannot be used: {exception.Message}.", exception);
        }
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
