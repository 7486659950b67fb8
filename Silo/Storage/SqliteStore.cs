using System.Net;
using DbUp;
using Microsoft.Data.Sqlite;
using NeuralDA.Silo.Hosting;

namespace NeuralDA.Silo.Storage;

/// <summary>
/// The one file in which a silo, or several of one machine, keep everything. Writes go through a single thread that commits many
/// of them together; reads use connections of their own and never wait for a write.
/// </summary>
internal sealed class SqliteStore : IStore
{
    // The name by which Orleans' ADO.NET providers know Microsoft.Data.Sqlite.
    private const string OrleansInvariant = "System.Data.SQLite";

    // FULL with WAL: a commit returns when its log is on the disk, so what was acknowledged survives a loss of power.
    private const string Settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 3000;";
    // As long, in seconds: less than a call may take, so that its caller hears that another process holds the file.
    private const string OfWriter = ";Pooling=False;Default Timeout=3";
    private const string Find = "SELECT version, data FROM grain_state WHERE key = $key";
    private const string Insert =
        "INSERT INTO grain_state (key, version, data) VALUES ($key, 1, $data) ON CONFLICT DO NOTHING RETURNING version";
    private const string Update =
        "UPDATE grain_state SET version = version + 1, data = $data WHERE key = $key AND version = $version RETURNING version";
    // Replacing: in files of the first version lie entries of writes that were never completed.
    private const string Append =
        "INSERT OR REPLACE INTO analysis (track, sequence, at, data) VALUES ($track, $sequence, $at, $data)";
    private const string Trim = """
        DELETE FROM analysis WHERE track = $track AND sequence < MIN($needed, IFNULL((
            SELECT sequence FROM analysis WHERE track = $track AND sequence >= $keepFrom AND at >= $keepSince
            ORDER BY sequence LIMIT 1), $needed))
        """;
    private const string ReadLog =
        "SELECT data FROM analysis WHERE track = $track AND sequence BETWEEN $first AND $last ORDER BY sequence LIMIT $most";

    private readonly DataFolder _folder;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private readonly GroupCommitWriter<Func<SqliteStatements, long?>> _writer;

    private SqliteStore(DataFolder folder, SqliteConnection connection)
    {
        (_folder, _connection, _statements) = (folder, connection, new SqliteStatements(connection));
        _writer = new GroupCommitWriter<Func<SqliteStatements, long?>>(threads: 1, Commit);
    }

    /// <summary>Opens the database of a folder, made or upgraded where needed, and takes over the folder.</summary>
    /// <exception cref="SiloStartException">The file is damaged, not writable, or of a newer version.</exception>
    public static SqliteStore Open(DataFolder folder)
    {
        // Not from the pool: closing it must close the file.
        var connection = new SqliteConnection(folder.ConnectionString + OfWriter);
        try
        {
            connection.Open();
            connection.Execute(Settings);
            SchemaUpgrade.Run(
                DeployChanges.To.SqliteDatabase(folder.ConnectionString), "Sqlite", $"The data file '{folder.DatabaseFile}'");
            return new SqliteStore(folder, connection);
        }
        catch (Exception exception) when (exception is SqliteException or SiloStartException)
        {
            connection.Dispose();
            folder.Dispose();
            throw exception as SiloStartException ?? new SiloStartException(
                $"The data file '{folder.DatabaseFile}' cannot be opened: {exception.Message}", exception);
        }
    }

    public Task<StoredRecord?> FindAsync(string key) => Read(connection =>
    {
        using var command = connection.Command(Find, ("$key", key));
        using var reader = command.ExecuteReader();
        if (!reader.Read()) return null;
        return new StoredRecord(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1));
    });

    public Task<long?> WriteAsync(RecordWrite write) => ExecuteAsync(statements => Write(statements, write));

    public Task<IReadOnlyList<byte[]>> ReadLogAsync(string log, long first, long last, int most) => Read(connection =>
    {
        using var command = connection.Command(ReadLog, ("$track", log), ("$first", first), ("$last", last), ("$most", most));
        using var reader = command.ExecuteReader();
        var entries = new List<byte[]>();
        while (reader.Read()) entries.Add(reader.GetFieldValue<byte[]>(0));
        return (IReadOnlyList<byte[]>)entries;
    });

    public Task PingAsync() => Read(connection => connection.Scalar("SELECT 1"));

    public void AddClustering(ISiloBuilder silo, IPEndPoint endpoint)
    {
        silo.UseAdoNetReminderService(reminders =>
            (reminders.Invariant, reminders.ConnectionString) = (OrleansInvariant, _folder.ConnectionString));
        // A silo alone remembers no membership: started again after a crash, it need not wait for its former self.
        if (!_folder.IsShared) silo.UseDevelopmentClustering(endpoint);
        else silo.UseAdoNetClustering(cluster =>
            (cluster.Invariant, cluster.ConnectionString) = (OrleansInvariant, _folder.ConnectionString));
    }

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        _statements.Dispose();
        _connection.Dispose();
        using (var pooled = new SqliteConnection(_folder.ConnectionString)) SqliteConnection.ClearPool(pooled);
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Executes statements on the writing connection, inside a transaction that others may share.</summary>
    internal Task<long?> ExecuteAsync(Func<SqliteStatements, long?> write) => _writer.WriteAsync(write);

    private long?[] Commit(IReadOnlyList<Func<SqliteStatements, long?>> writes)
    {
        try
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            _statements.Transaction = transaction;
            var made = writes.Select(write => write(_statements)).ToArray();
            transaction.Commit();
            return made;
        }
        catch (SqliteException exception)
        {
            // The transaction is rolled back: nobody's write happened.
            throw SqliteErrors.Translate(exception);
        }
    }

    private static long? Write(SqliteStatements statements, RecordWrite write)
    {
        var data = (object?)write.Data ?? DBNull.Value;
        var version = write.ExpectedVersion is { } expected
            ? statements.Scalar(Update, ("$key", write.Key), ("$data", data), ("$version", expected))
            : statements.Scalar(Insert, ("$key", write.Key), ("$data", data));
        if (version is not null && write.Append is { } append) AppendTo(statements, append);
        return version;
    }

    private static void AppendTo(SqliteStatements statements, LogAppend append)
    {
        var (log, trim) = (append.Log, append.Trim);
        foreach (var (sequence, at, data) in append.Entries)
            statements.Execute(Append, ("$track", log), ("$sequence", sequence), ("$at", at), ("$data", data));
        if (trim is not null)
            statements.Execute(
                Trim, ("$track", log), ("$keepFrom", trim.KeepFrom), ("$keepSince", trim.KeepSince), ("$needed", trim.Needed));
    }

    private Task<T> Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = new SqliteConnection(_folder.ConnectionString);
            connection.Open();
            return Task.FromResult(read(connection));
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception);
        }
    }
}
