using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>A silo in a process of its own, on one processor, of a cluster on this machine.</summary>
internal sealed class PinnedSilo : IAsyncDisposable
{
    private readonly Process _process;

    private PinnedSilo(Process process, IPEndPoint gateway) => (_process, Gateway) = (process, gateway);

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Gateway { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="dataFolder">The folder of the cluster.</param>
    /// <param name="processor">The processor; ignored on systems that cannot bind a process to one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<PinnedSilo> StartAsync(string dataFolder, int processor, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            typeof(PinnedSilo).Assembly.Location, "silo", "--data", dataFolder, "--shared", "--silo-port", "0", "--gateway-port", "0", "--json",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        start.Environment["NEURALDA_SILO_Training__Threads"] = "1";
        var process = Process.Start(start)!;
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows()) Pin(process, processor);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            // The line for people comes first.
            if (!line.StartsWith('{')) continue;
            using var ready = JsonDocument.Parse(line);
            return new PinnedSilo(process, IPEndPoint.Parse(ready.RootElement.GetProperty("gateway").GetString()!));
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
