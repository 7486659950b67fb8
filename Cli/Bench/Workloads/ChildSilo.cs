using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>A silo in a process of its own, of a cluster on this machine.</summary>
internal sealed class ChildSilo : IAsyncDisposable
{
    private readonly Process _process;

    private ChildSilo(Process process, IPEndPoint gateway) => (_process, Gateway) = (process, gateway);

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Gateway { get; }

    /// <summary>What it uses now.</summary>
    public (TimeSpan ProcessorTime, long Memory) Usage
    {
        get
        {
            _process.Refresh();
            return (_process.TotalProcessorTime, _process.WorkingSet64);
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="dataFolder">The folder of the cluster.</param>
    /// <param name="processor">
    /// The one processor it may use, on systems that can bind a process to one; null leaves it all of them.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<ChildSilo> StartAsync(string dataFolder, int? processor, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            typeof(ChildSilo).Assembly.Location, "silo", "--data", dataFolder, "--shared", "--silo-port", "0", "--gateway-port", "0", "--json",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        if (processor is not null) start.Environment["NEURALDA_SILO_Training__Threads"] = "1";
        var process = Process.Start(start)!;
        if (processor is { } one && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())) Pin(process, one);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            // The line for people comes first.
            if (!line.StartsWith('{')) continue;
            using var ready = JsonDocument.Parse(line);
            return new ChildSilo(process, IPEndPoint.Parse(ready.RootElement.GetProperty("gateway").GetString()!));
        }
        throw new SiloStartException("A silo for the benchmark ended before it was ready.");
    }

    [SupportedOSPlatform("linux"), SupportedOSPlatform("windows")]
    private static void Pin(Process process, int processor) => process.ProcessorAffinity = 1 << processor;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
