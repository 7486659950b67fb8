using System.Net;

namespace NeuralDA.Client;

/// <summary>How a client reaches a cluster.</summary>
public sealed record ClientOptions
{
    /// <summary>Port a local silo's gateway listens on unless it was told otherwise.</summary>
    public const int DefaultGatewayPort = 30000;

    /// <summary>Gateways of the cluster's silos. Default: one on this machine at <see cref="DefaultGatewayPort"/>.</summary>
    public IReadOnlyList<IPEndPoint> Gateways { get; init; } = [new(IPAddress.Loopback, DefaultGatewayPort)];

    /// <summary>Cluster id, as configured on the silos. Default: "neuralda".</summary>
    public string ClusterId { get; init; } = "neuralda";

    /// <summary>Service id, as configured on the silos. Default: "neuralda".</summary>
    public string ServiceId { get; init; } = "neuralda";

    /// <summary>How long to try to reach a gateway before giving up. Default: 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long one call may take before it is repeated; also how long a call to a silo that died takes to fail.
    /// Default: 5 s.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call that fails in transit is repeated before its error stands. Default: 60 s.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(60);
}
