using System.Net;

namespace NeuralDA.Client;

/// <summary>How a client reaches a cluster.</summary>
public sealed record ClientOptions
{
    /// <summary>Port a local silo's gateway listens on unless it was told otherwise.</summary>
    public const int DefaultGatewayPort = 30000;

    /// <summary>Gateways of the cluster's silos. Default: one on this machine at <see cref="DefaultGatewayPort"/>.</summary>
    public IReadOnlyList<IPEndPoint> Gateways { get; init; } = [new(IPAddress.Loopback, DefaultGatewayPort)];

    /// <summary>
    /// Lets the cluster name its gateways, so that silos that join are used and silos that hang are left. Switch it off where the
    /// addresses that silos advertise cannot be reached from here. Default: true.
    /// </summary>
    public bool Discover { get; init; } = true;

    /// <summary>Cluster id, as configured on the silos. Default: "neuralda".</summary>
    public string ClusterId { get; init; } = "neuralda";

    /// <summary>Service id, as configured on the silos. Default: "neuralda".</summary>
    public string ServiceId { get; init; } = "neuralda";

    /// <summary>How long to try to reach a gateway before giving up. Default: 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a batch waits for its acknowledgement before it is sent again, which is how soon a writer notices that a silo has
    /// died. Default: 1 s.
    /// </summary>
    public TimeSpan IngestTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long any other call may take before it is repeated; also how long a call to a silo that died takes to fail.
    /// Default: 5 s.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call that fails in transit is repeated before its error stands. Default: 60 s.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(60);
}
