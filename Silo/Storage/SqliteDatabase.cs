using Microsoft.Data.Sqlite;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Silo.Storage;

/// <summary>
/// The one file in which a silo keeps everything. Writes go through a single thread that commits many of them together; reads
/// use connections of their own and never wait for a write.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    // FULL with WAL: a commit returns when its log is on the disk, so what was acknowledged survives a loss of power.
    private const string Settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS grain_state (key TEXT PRIMARY KEY, version INTEGER NOT NULL, data BLOB);
        CREATE TABLE IF NOT EXISTS analysis (track TEXT, sequence INTEGER, data BLOB NOT NULL, PRIMARY KEY (track, sequence));
        """;

    private readonly DataFolder _folder;
    private readonly string _connectionString;
    private readonly GroupCommitWriter _writer;

    private SqliteDatabase(DataFolder folder, string connectionString, GroupCommitWriter writer) =>
        (_folder, _connectionString, _writer) = (folder, connectionString, writer);

    /// <summary>Opens the database of a folder, and takes over the folder.</summary>
    /// <exception cref="SiloStartException">The file is damaged or not writable.</exception>
    public static SqliteDatabase Open(DataFolder folder)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = folder.DatabaseFile }.ToString();
        // Not from the pool: closing it must close the file.
        var connection = new SqliteConnection(connectionString + ";Pooling=False");
        try
        {
            connection.Open();
            connection.Execute(Settings);
            connection.Execute(Schema);
            return new SqliteDatabase(folder, connectionString, new GroupCommitWriter(connection));
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            folder.Dispose();
            throw new SiloStartException(
                $"The data file '{folder.DatabaseFile}' cannot be opened: {exception.Message}", exception);
        }
    }

    /// <summary>Queues a write. Writes are executed in the order of these calls and share the disk's waiting time.</summary>
    /// <param name="write">Executes statements on the writing connection, inside a transaction that others may share.</param>
    /// <returns>What <paramref name="write"/> returned, once it is on disk.</returns>
    /// <exception cref="StorageFailedException">The store refused the write.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> write) => _writer.EnqueueAsync(write);

    /// <summary>Reads what is committed.</summary>
    /// <exception cref="StorageFailedException">The store refused the read.</exception>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = new SqliteConnection(_connectionString);
            connection.Open();
            return read(connection);
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.ToStorageFailed(exception);
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        using (var pooled = new SqliteConnection(_connectionString)) SqliteConnection.ClearPool(pooled);
        _folder.Dispose();
    }
}
