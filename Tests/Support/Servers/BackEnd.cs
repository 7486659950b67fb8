using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;

namespace NeuralDA.Tests.Support.Servers;

/// <summary>A back end to test with: a real server of its own on free ports of loopback, or files in a temporary folder.</summary>
internal abstract class BackEnd : IAsyncDisposable
{
    private int _clusters;

    /// <summary>The folder of its files.</summary>
    protected TemporaryFolder Folder { get; } = new();

    /// <summary>Starts one.</summary>
    public static async Task<BackEnd> StartAsync(StoreKind kind) => kind switch
    {
        StoreKind.Postgres => await PostgresServer.StartAsync(),
        StoreKind.Redis => await RedisServer.StartAsync(),
        _ => new SqliteFolder(),
    };

    /// <summary>The options of silos that share an empty store.</summary>
    public Task<SiloOptions> NewClusterAsync() => NewClusterAsync($"cluster{Interlocked.Increment(ref _clusters)}");

    /// <summary>Stops the server as an operator does and starts it again.</summary>
    public abstract Task RestartAsync();

    /// <summary>False while a process holds a cluster's store and nobody else can write.</summary>
    public virtual bool TakesWrites(SiloOptions cluster) => true;

    public abstract ValueTask DisposeAsync();

    protected abstract Task<SiloOptions> NewClusterAsync(string name);
}
