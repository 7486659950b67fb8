using System.Net;
using NeuralDA.Client.Security;

namespace NeuralDA.Client;

/// <summary>How a client reaches a cluster.</summary>
public sealed record ClientOptions
{
    /// <summary>Port a local silo's gateway listens on unless it was told otherwise.</summary>
    public const int DefaultGatewayPort = 30000;

    /// <summary>Most bytes of a message unless configured otherwise, enough for the largest prior that HTTP takes.</summary>
    public const int DefaultMaximumMessageBytes = 80 << 20;

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

    /// <summary>Certificates by which client and silos know each other; null speaks plainly, as silos without them do. Default: null.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>
    /// Key or signed token that says to the silos who calls; null for silos that ask nobody. It is sent with every call: over a network,
    /// use <see cref="Tls"/>. Default: null.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Most bytes of a message, as configured on the silos; larger ones are not sent. Default: 80 MiB.</summary>
    public int MaximumMessageBytes { get; init; } = DefaultMaximumMessageBytes;

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
