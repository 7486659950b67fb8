using System.Net;

namespace NeuralDA.Cli.Hosting;

/// <summary>Where a cluster is.</summary>
/// <param name="Gateways">Its silos' ports for clients.</param>
internal sealed record ClusterAddress(IReadOnlyList<IPEndPoint> Gateways)
{
    /// <summary>Reads addresses separated by commas.</summary>
    /// <param name="text">The text.</param>
    /// <param name="wrong">The part that is not an address, where there is one.</param>
    /// <returns>The address, or null.</returns>
    public static ClusterAddress? TryParse(string text, out string? wrong)
    {
        var gateways = new List<IPEndPoint>();
        foreach (var part in text.Split(','))
        {
            wrong = part;
            if (!IPEndPoint.TryParse(part, out var gateway) || gateway.Port == 0) return null;
            gateways.Add(gateway);
        }
        wrong = null;
        return new ClusterAddress(gateways);
    }
}
