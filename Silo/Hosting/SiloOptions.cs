using Microsoft.Extensions.Logging;
using NeuralDA.Grains.Priors;
using NeuralDA.Silo.Api;
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

    /// <summary>Port for other silos; 0 picks a free one. Default: 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for clients; 0 picks a free one. Default: 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>Cluster id. Default: "neuralda".</summary>
    public string ClusterId { get; init; } = "neuralda";

    /// <summary>Service id. Default: "neuralda".</summary>
    public string ServiceId { get; init; } = "neuralda";

    /// <summary>Least severe log level printed to the console. Default: warnings.</summary>
    public LogLevel ConsoleLogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Changes how analyses are computed. Default: nothing.</summary>
    public Action<InferenceOptions>? Inference { get; init; }

    /// <summary>Serves HTTP too; null does not. Default: null.</summary>
    public HttpOptions? Http { get; init; }

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

        Require(Store.Kind == StoreKind.Sqlite || !string.IsNullOrWhiteSpace(Store.ConnectionString),
            $"the store is {Store.Kind} and has no connection string");
        Require(Store.Retention.Count is null or >= 1,
            $"{Store.Retention.Count} analyses of a track are kept; expected at least 1");
        Require(Store.Retention.Age is null || Store.Retention.Age > TimeSpan.Zero,
            $"analyses are kept for {Store.Retention.Age}; expected a positive time");
        foreach (var problem in Http?.Problems() ?? []) Require(false, problem);

        static void Require(bool fulfilled, string problem)
        {
            if (!fulfilled) throw new SiloStartException($"The silo cannot start: {problem}.");
        }
    }
}
