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
        "$@" </dev/null 3<&- &
        server=$!
        echo $server
        ( read -r _ <&3; kill -9 $server ) 2>/dev/null &
        wait $server
        code=$?
        kill $! 2>/dev/null
        exit $code
        """;

    private readonly Process _guard;
    private readonly int _id;
    private bool _isDisposed;

    private ServerProcess(Process guard, int id) => (_guard, _id) = (guard, id);

    /// <summary>What the server prints. Somebody has to read it, or the server comes to wait for it.</summary>
    public StreamReader Output => _guard.StandardOutput;

    /// <summary>The server's exit code, once it has ended.</summary>
    public int ExitCode => _guard.ExitCode;

    /// <summary>Ends with the server.</summary>
    public Task Ended => _guard.WaitForExitAsync();

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
    /// <param name="environment">Variables it gets besides those of the tests.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo("sh", ["-c", Guard, "guard", .. command])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var guard = Process.Start(start)!;
        var id = await guard.StandardOutput.ReadLineAsync();
        return new ServerProcess(guard, int.Parse(id!, CultureInfo.InvariantCulture));
    }

    /// <summary>Starts a server that prints into a file.</summary>
    public static Task<ServerProcess> StartAsync(string log, params string[] command) => StartAsync(
        new Dictionary<string, string> { ["LOG"] = log }, ["sh", "-c", "exec \"$@\" >\"$LOG\" 2>&1", "server", .. command]);

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

    /// <summary>Sends a signal, such as "-STOP".</summary>
    public Task SignalAsync(string signal) => RunAsync("kill", signal, $"{_id}");

    /// <summary>Sends a signal, such as "-INT", and waits until the server has ended.</summary>
    public async Task EndAsync(string signal)
    {
        await SignalAsync(signal);
        await Ended;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }
}
