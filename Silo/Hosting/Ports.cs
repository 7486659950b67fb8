using System.Net;
using System.Net.Sockets;

namespace NeuralDA.Silo.Hosting;

/// <summary>
/// Ports of the loopback address. Orleans listens with address reuse, by which two silos can share a port and each receive half
/// of the connections; so a port is tried without reuse before the silo takes it.
/// </summary>
internal static class Ports
{
    /// <summary>Makes sure that ports are free, and picks free ones for zeros.</summary>
    /// <exception cref="SiloStartException">A port is in use.</exception>
    public static (int Silo, int Gateway) Claim(int silo, int gateway)
    {
        using var first = Listen(silo, "silo");
        using var second = Listen(gateway, "gateway");
        return (PortOf(first), PortOf(second));
    }

    private static TcpListener Listen(int port, string purpose)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException exception)
        {
            listener.Dispose();
            throw new SiloStartException($"Port {port} for the {purpose} cannot be used: {exception.Message}.", exception);
        }
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
