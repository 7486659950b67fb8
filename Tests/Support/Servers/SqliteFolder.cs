using Microsoft.Data.Sqlite;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;

namespace NeuralDA.Tests.Support.Servers;

/// <summary>SQLite files, which need no server.</summary>
internal sealed class SqliteFolder : BackEnd
{
    public override Task RestartAsync() => Task.CompletedTask;

    public override bool TakesWrites(SiloOptions cluster)
    {
        var file = Path.Combine(cluster.DataFolder, "neuralda.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=1");
        connection.Open();
        try
        {
            connection.Execute("BEGIN IMMEDIATE; ROLLBACK");
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    public override ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override Task<SiloOptions> NewClusterAsync(string name) => Task.FromResult(
        SiloOptions.Embedded(Folder.File(name)) with { Store = new StoreOptions { Shared = true } });
}
