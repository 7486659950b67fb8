using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using Npgsql;

namespace NeuralDA.Tests.Support.Servers;

/// <summary>A PostgreSQL server with the durability it has out of the box.</summary>
internal sealed class PostgresServer : BackEnd
{
    private static readonly string[] Folders = ["/usr/lib/postgresql/15/bin"];
    private readonly string _program;
    private readonly string[] _asUser;
    private readonly int _port = ServerProcess.FreePort();
    private ServerProcess? _process;

    private PostgresServer(string program, string[] asUser) => (_program, _asUser) = (program, asUser);

    private string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=neuralda;Database=postgres";

    /// <summary>Starts one; without the program the test is skipped.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var (program, initialize) = (ServerProcess.Find("postgres", Folders), ServerProcess.Find("initdb", Folders));
        if (program is null || initialize is null) Assert.Skip("PostgreSQL is not installed: apt-get install postgresql-15");
        // It refuses to run as root; its package brings a user for it.
        string[] asUser = Environment.UserName == "root"
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [];
        var server = new PostgresServer(program, asUser);
        if (asUser.Length > 0) await ServerProcess.RunAsync("chown", "postgres", server.Folder.Path);
        await ServerProcess.RunAsync([.. asUser, initialize, "-D", server.Folder.File("data"), "-U", "neuralda", "-A", "trust",
            "--no-sync", "--no-locale", "-E", "UTF8"]);
        await server.RunAsync();
        return server;
    }

    public override async Task RestartAsync()
    {
        await _process!.EndAsync("-INT");
        await _process.DisposeAsync();
        await RunAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _process!.EndAsync("-INT");
        await _process.DisposeAsync();
        Folder.Dispose();
    }

    protected override async Task<SiloOptions> NewClusterAsync(string name)
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var command = database.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        var connectionString = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
        return SiloOptions.Embedded(Folder.Path) with
        {
            Store = new StoreOptions { Kind = StoreKind.Postgres, ConnectionString = connectionString },
        };
    }

    private async Task RunAsync()
    {
        _process = await ServerProcess.StartAsync(Path.GetTempPath() + $"/neuralda-postgres-{_port}.log", [.. _asUser, _program,
            "-D", Folder.File("data"), "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "max_connections=300"]);
        while (!await AnswersAsync()) await Task.Delay(20);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
