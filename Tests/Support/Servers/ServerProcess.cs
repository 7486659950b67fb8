using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NeuralDA.Tests.Support.Servers;

/// <summary>A server in a process of its own on loopback, which ends with the tests however they end.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // The shell ends with the server. It holds the reading end of a pipe from the tests: when they die, it kills the server.
    private const string Guard = """
        exec 3<&0
        "$@" </dev/null >"$LOG" 2>&1 3<&- &
        server=$!
        echo $server
        ( read -r _ <&3; kill -9 $server ) 2>/dev/null &
        wait $server
        kill $! 2>/dev/null
        """;

    private readonly Process _guard;
    private readonly int _id;

    private ServerProcess(Process guard, int id) => (_guard, _id) = (guard, id);

    /// <summary>Where a program is, or null.</summary>
    public static string? Find(string program, params string[] folders) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(folders)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>A port of loopback that nobody uses at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a server.</summary>
    /// <param name="log">File for what it prints.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<ServerProcess> StartAsync(string log, params string[] command)
    {
        var guard = Process.Start(new ProcessStartInfo("sh", ["-c", Guard, "guard", .. command])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, Environment = { ["LOG"] = log },
        })!;
        var id = await guard.StandardOutput.ReadLineAsync();
        return new ServerProcess(guard, int.Parse(id!, CultureInfo.InvariantCulture));
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {string.Concat(output)}");
    }

    /// <summary>Sends a signal, such as "-INT", and waits until the server has ended.</summary>
    public async Task EndAsync(string signal)
    {
        await RunAsync("kill", signal, $"{_id}");
        await _guard.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }
}
