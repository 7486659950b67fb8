using System.Diagnostics;
using System.Text.RegularExpressions;

namespace NeuralDA.Tests.Cli;

/// <summary><c>neuralda silo</c> in a process of its own, on free ports.</summary>
internal sealed partial class SiloProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SiloProcess(Process process, string gateway) => (_process, Gateway) = (process, gateway);

    /// <summary>Where clients connect.</summary>
    public string Gateway { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var command = Path.Combine(AppContext.BaseDirectory, "neuralda.dll");
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [command, "silo", "--data", dataFolder, "--silo-port", "0", "--gateway-port", "0"])
        {
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            if (Ready().Match(line) is { Success: true } ready) return new SiloProcess(process, ready.Groups[1].Value);
        throw new InvalidOperationException($"the silo ended with {process.ExitCode} before it was ready");
    }

    /// <summary>Kills it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>Asks it to end as SIGTERM does.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    [GeneratedRegex(@"silo ready: clients at ([\d.:]+),")]
    private static partial Regex Ready();
}
