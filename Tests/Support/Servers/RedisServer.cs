using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using StackExchange.Redis;

namespace NeuralDA.Tests.Support.Servers;

/// <summary>A Redis server that puts every write on the disk before it answers.</summary>
internal sealed class RedisServer : BackEnd
{
    private readonly string _program;
    private readonly int _port = ServerProcess.FreePort();
    private ServerProcess? _process;

    private RedisServer(string program) => _program = program;

    private string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Starts one; without the program the test is skipped.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var program = ServerProcess.Find("redis-server");
        if (program is null) Assert.Skip("Redis is not installed: apt-get install redis-server");
        var server = new RedisServer(program);
        await server.RunAsync();
        return server;
    }

    public override async Task RestartAsync()
    {
        await _process!.EndAsync("-TERM");
        await _process.DisposeAsync();
        await RunAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _process!.EndAsync("-TERM");
        await _process.DisposeAsync();
        Folder.Dispose();
    }

    protected override Task<SiloOptions> NewClusterAsync(string name) => Task.FromResult(SiloOptions.Embedded(Folder.Path) with
    {
        ServiceId = name,
        Store = new StoreOptions { Kind = StoreKind.Redis, ConnectionString = ConnectionString },
    });

    private async Task RunAsync()
    {
        _process = await ServerProcess.StartAsync(Folder.File("log"), _program, "--port", $"{_port}", "--bind", "127.0.0.1",
            "--dir", Folder.Path, "--appendonly", "yes", "--appendfsync", "always", "--save", "");
        while (!await AnswersAsync()) await Task.Delay(20);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
            await connection.GetDatabase().PingAsync();
            return true;
        }
        catch (RedisException)
        {
            return false;
        }
    }
}
