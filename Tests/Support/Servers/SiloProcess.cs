using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Tests.Support.Servers;

/// <summary><c>neuralda silo</c> in a process of its own.</summary>
internal sealed partial class SiloProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly ConcurrentQueue<string> _printed = new();
    private readonly Task _reading;

    private SiloProcess(ServerProcess process, string gateway)
    {
        (_process, Gateway) = (process, gateway);
        _reading = ReadAsync();
    }

    /// <summary>Where clients connect.</summary>
    public string Gateway { get; }

    /// <summary>What it printed after it was ready.</summary>
    public IEnumerable<string> Printed => _printed;

    /// <summary>True once the process has ended.</summary>
    public bool HasEnded => _process.Ended.IsCompleted;

    /// <summary>Starts a silo alone on a data folder, on free ports, and waits until it is ready.</summary>
    public static Task<SiloProcess> StartAsync(string dataFolder, CancellationToken cancellationToken) =>
        StartAsync(SiloOptions.Embedded(dataFolder), cancellationToken);

    /// <summary>Starts a silo with options, which it gets as environment variables, and waits until it is ready.</summary>
    public static Task<SiloProcess> StartAsync(SiloOptions options, CancellationToken cancellationToken) =>
        StartAsync(Environment(options), cancellationToken);

    /// <summary>Starts a silo with environment variables, and waits until it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var command = Path.Combine(AppContext.BaseDirectory, "neuralda.dll");
        var process = await ServerProcess.StartAsync(environment, "dotnet", command, "silo");
        while (await process.Output.ReadLineAsync(cancellationToken) is { } line)
            if (Ready().Match(line) is { Success: true } ready) return new SiloProcess(process, ready.Groups[1].Value);
        await process.DisposeAsync();
        throw new InvalidOperationException("the silo ended before it was ready");
    }

    /// <summary>Kills it as kill -9 does.</summary>
    public Task KillAsync() => _process.EndAsync("-KILL");

    /// <summary>Stops all its threads where they are.</summary>
    public Task FreezeAsync() => _process.SignalAsync("-STOP");

    /// <summary>Lets them go on.</summary>
    public Task ThawAsync() => _process.SignalAsync("-CONT");

    /// <summary>Asks it to end as SIGTERM does, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        await _process.EndAsync("-TERM");
        return _process.ExitCode;
    }

    /// <summary>Waits until it has ended.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => _process.Ended.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _reading;
    }

    private static Dictionary<string, string> Environment(SiloOptions options)
    {
        var settings = new Dictionary<string, string?>
        {
            ["STORE__KIND"] = $"{options.Store.Kind}",
            ["STORE__CONNECTIONSTRING"] = options.Store.ConnectionString,
            ["STORE__SHARED"] = $"{options.Store.Shared}",
            ["DATAFOLDER"] = options.DataFolder,
            ["PRIORSFOLDER"] = options.PriorsFolder,
            ["SERVICEID"] = options.ServiceId,
            ["SILOPORT"] = options.SiloPort.ToString(CultureInfo.InvariantCulture),
            ["GATEWAYPORT"] = options.GatewayPort.ToString(CultureInfo.InvariantCulture),
            ["TRAINING__THREADS"] = options.Training.Threads.ToString(CultureInfo.InvariantCulture),
            ["TRAINING__NICENESS"] = options.Training.Niceness.ToString(CultureInfo.InvariantCulture),
            ["TRAINING__CHECKPOINTINTERVAL"] = options.Training.CheckpointInterval.ToString(CultureInfo.InvariantCulture),
            ["TRAINING__SHARDTIMEOUT"] = $"{options.Training.ShardTimeout}",
            ["LOAD__REBALANCEAFTER"] = $"{options.Load.RebalanceAfter}",
            ["LOAD__REBALANCEPERIOD"] = $"{options.Load.RebalancePeriod}",
        };
        return settings.Where(setting => setting.Value is not null).ToDictionary(setting => $"NEURALDA_SILO_{setting.Key}", setting => setting.Value!);
    }

    private async Task ReadAsync()
    {
        while (await _process.Output.ReadLineAsync() is { } line) _printed.Enqueue(line);
    }

    [GeneratedRegex(@"silo ready: clients at ([\d.:]+),")]
    private static partial Regex Ready();
}
