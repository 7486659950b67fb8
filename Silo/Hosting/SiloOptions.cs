using Microsoft.Extensions.Logging;
using NeuralDA.Client.Security;
using NeuralDA.Grains.Priors;
using NeuralDA.Grains.Training;
using NeuralDA.Silo.Access;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Observability;
using NeuralDA.Silo.Storage;

namespace NeuralDA.Silo.Hosting;

/// <summary>How a silo runs.</summary>
public sealed record SiloOptions
{
    /// <summary>Folder of the data of a silo with SQLite, created where missing. Default: "data".</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>Where everything is kept. Default: SQLite in the data folder, which then has one silo at a time.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>
    /// Folder of priors (*.safetensors) to publish at start under the names in their metadata, unless the store has them;
    /// null for none. Default: null.
    /// </summary>
    public string? PriorsFolder { get; init; }

    /// <summary>Address at which the silo listens; 0.0.0.0 for every address of the machine. Default: 127.0.0.1.</summary>
    public string ListenAddress { get; init; } = "127.0.0.1";

    /// <summary>
    /// Address or name under which silos and clients find this one; null for the address at which it listens, or, where that is
    /// every address, the one of the machine's own name. Default: null.
    /// </summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>Port for other silos; 0 picks a free one. Default: 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for clients; 0 picks a free one. Default: 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>
    /// Runs in a pod of Kubernetes: the silo's name is the pod's, the cluster's names are its labels', and pods and silos of which only
    /// one half is left are given up. It takes the variables of deploy/kubernetes/silo.yaml. Default: false.
    /// </summary>
    public bool Kubernetes { get; init; }

    /// <summary>Cluster id. Default: "neuralda".</summary>
    public string ClusterId { get; init; } = "neuralda";

    /// <summary>Service id. Default: "neuralda".</summary>
    public string ServiceId { get; init; } = "neuralda";

    /// <summary>Least severe log level printed to the console. Default: warnings.</summary>
    public LogLevel ConsoleLogLevel { get; init; } = LogLevel.Warning;

    /// <summary>How analyses are computed. Default: as documented there.</summary>
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>How the silos of a cluster watch each other. Default: as documented there.</summary>
    public MembershipOptions Membership { get; init; } = new();

    /// <summary>How much the silo takes on, and how silos share the tracks. Default: as documented there.</summary>
    public LoadOptions Load { get; init; } = new();

    /// <summary>How this silo takes part in training. Default: as documented there.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>
    /// Certificates by which silos and clients know each other; without them what they say is neither secret nor signed. Default: none.
    /// </summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>
    /// Lets the silo listen without <see cref="Tls"/> at an address that other machines reach: only where nobody but silos and trusted
    /// clients is on that network. Default: false.
    /// </summary>
    public bool TrustedNetwork { get; init; }

    /// <summary>Who may do what, over HTTP and at the gateways. Default: as documented there.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>Serves HTTP too; null does not. Default: null.</summary>
    public HttpOptions? Http { get; init; }

    /// <summary>Metrics, traces and the form of the log. Default: as documented there.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>Options of a silo inside another program: free ports and no log.</summary>
    /// <param name="dataFolder">Folder of the silo's data.</param>
    public static SiloOptions Embedded(string dataFolder) =>
        new() { DataFolder = dataFolder, SiloPort = 0, GatewayPort = 0, ConsoleLogLevel = LogLevel.None };

    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(DataFolder), "the data folder is empty; expected a path");
        Require(SiloPort is >= 0 and <= 65535, $"the silo port is {SiloPort}; expected 0..65535");
        Require(GatewayPort is >= 0 and <= 65535, $"the gateway port is {GatewayPort}; expected 0..65535");
        Require(SiloPort == 0 || SiloPort != GatewayPort, $"silo port and gateway port are both {SiloPort}; expected two ports");
        Require(PriorsFolder is null || Directory.Exists(PriorsFolder), $"there is no priors folder '{PriorsFolder}'");
        IEnumerable<string>[] problems =
            [Store.Problems(), Membership.Problems(), Load.Problems(), Tls?.Problems() ?? [], Access.Problems(), Http?.Problems(Access) ?? [], Telemetry.Problems()];
        foreach (var problem in problems.SelectMany(each => each)) Require(false, problem);

        static void Require(bool fulfilled, string problem)
        {
            if (!fulfilled) throw new SiloStartException($"The silo cannot start: {problem}.");
        }
    }
}
