using System.Net;
using DbUp;
using NeuralDA.Silo.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace NeuralDA.Silo.Storage;

/// <summary>
/// A PostgreSQL database. A write is one statement, and the statements that are waiting share one round trip and one transaction.
/// </summary>
internal sealed class PostgresStore : IStore
{
    private const string OrleansInvariant = "Npgsql";
    private const int Writers = 2;
    // Unless the connection string says otherwise. A server takes a hundred out of the box, and several silos share it.
    private const int Connections = 24;
    // Any number will do that nobody else takes: silos that start together upgrade one after the other.
    private const long UpgradeLock = 0x4E65_7572_616C_4441;
    private const string Find = "SELECT version, data FROM grain_state WHERE key = $1";
    private const string Insert =
        "INSERT INTO grain_state (key, version, data) VALUES ($1, 1, $2) ON CONFLICT DO NOTHING RETURNING version";
    private const string Update =
        "UPDATE grain_state SET version = version + 1, data = $2 WHERE key = $1 AND version = $3 RETURNING version";
    private const string Append = """
        , appended AS (
            INSERT INTO analysis (track, sequence, at, data)
            SELECT $4, entry.* FROM unnest($5, $6, $7) AS entry, written)
        """;
    private const string Trim = """
        , trimmed AS (
            DELETE FROM analysis USING written WHERE track = $4 AND sequence < LEAST($10, (
                SELECT sequence FROM analysis WHERE track = $4 AND sequence >= $8 AND at >= $9 ORDER BY sequence LIMIT 1)))
        """;
    private const string ReadLog =
        "SELECT data FROM analysis WHERE track = $1 AND sequence BETWEEN $2 AND $3 ORDER BY sequence LIMIT $4";

    private readonly NpgsqlDataSource _database;
    private readonly string _connectionString;
    private readonly GroupCommitWriter<RecordWrite> _writer;

    private PostgresStore(NpgsqlDataSource database, string connectionString)
    {
        (_database, _connectionString) = (database, connectionString);
        _writer = new GroupCommitWriter<RecordWrite>(Writers, Commit);
    }

    /// <summary>Connects to a database, its tables made or upgraded where needed.</summary>
    /// <exception cref="SiloStartException">The database cannot be reached or is of a newer version.</exception>
    public static async Task<PostgresStore> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = Settings(connectionString);
        var name = $"The database '{settings.Database}' at {settings.Host}:{settings.Port}";
        var database = NpgsqlDataSource.Create(settings);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var locking = new NpgsqlCommand($"SELECT pg_advisory_lock({UpgradeLock})", connection);
            await locking.ExecuteNonQueryAsync(cancellationToken);
            SchemaUpgrade.Run(DeployChanges.To.PostgresqlDatabase(settings.ConnectionString), "Postgres", name);
            await using var unlocking = new NpgsqlCommand($"SELECT pg_advisory_unlock({UpgradeLock})", connection);
            await unlocking.ExecuteNonQueryAsync(cancellationToken);
            return new PostgresStore(database, settings.ConnectionString);
        }
        catch (Exception exception)
        {
            await database.DisposeAsync();
            if (exception is not NpgsqlException) throw;
            throw new SiloStartException($"{name} cannot be used: {exception.Message}", exception);
        }
    }

    public Task<StoredRecord?> FindAsync(string key) => ReadAsync(Find, [Parameter(key)], async reader =>
    {
        if (!await reader.ReadAsync()) return null;
        return new StoredRecord(reader.GetInt64(0), await reader.IsDBNullAsync(1) ? null : reader.GetFieldValue<byte[]>(1));
    });

    public Task<long?> WriteAsync(RecordWrite write) => _writer.WriteAsync(write);

    public Task<IReadOnlyList<byte[]>> ReadLogAsync(string log, long first, long last, int most) => ReadAsync(
        ReadLog, [Parameter(log), Parameter(first), Parameter(last), Parameter(most)], async reader =>
        {
            var entries = new List<byte[]>();
            while (await reader.ReadAsync()) entries.Add(reader.GetFieldValue<byte[]>(0));
            return (IReadOnlyList<byte[]>)entries;
        });

    public Task PingAsync() => ReadAsync("SELECT 1", [], reader => reader.ReadAsync());

    public void AddClustering(ISiloBuilder silo, IPEndPoint endpoint) => silo
        .UseAdoNetClustering(cluster => (cluster.Invariant, cluster.ConnectionString) = (OrleansInvariant, _connectionString))
        .UseAdoNetReminderService(reminders =>
            (reminders.Invariant, reminders.ConnectionString) = (OrleansInvariant, _connectionString));

    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        await _database.DisposeAsync();
    }

    private static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 16;
            if (!settings.ShouldSerialize("Maximum Pool Size")) settings.MaxPoolSize = Connections;
            return settings;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new SiloStartException($"The connection string of the store is not one: {exception.Message}", exception);
        }
    }

    // Done when it returns: the writers are threads of their own.
    private long?[] Commit(IReadOnlyList<RecordWrite> writes) =>
        ExecuteAsync(() => Task.FromResult(CommitOnce(writes))).GetAwaiter().GetResult();

    private long?[] CommitOnce(IReadOnlyList<RecordWrite> writes)
    {
        using var connection = _database.OpenConnection();
        // The statements of a batch without a transaction of its own are one transaction.
        using var batch = new NpgsqlBatch(connection);
        foreach (var write in writes) batch.BatchCommands.Add(Command(write));
        using var reader = batch.ExecuteReader();
        var made = new long?[writes.Count];
        for (var i = 0; i < made.Length; i++, reader.NextResult()) made[i] = reader.Read() ? reader.GetInt64(0) : null;
        return made;
    }

    private static NpgsqlBatchCommand Command(RecordWrite write)
    {
        var data = new NpgsqlParameter { Value = (object?)write.Data ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea };
        var record = write.ExpectedVersion is null ? Insert : Update;
        var command = new NpgsqlBatchCommand(record) { Parameters = { Parameter(write.Key), data } };
        if (write.ExpectedVersion is { } expected) command.Parameters.Add(Parameter(expected));
        if (write.Append is not { } append) return command;

        // Parameters have places: an insertion leaves the third empty.
        if (write.ExpectedVersion is null) command.Parameters.Add(Parameter(0L));
        command.Parameters.Add(Parameter(append.Log));
        command.Parameters.Add(Parameter(append.Entries.Select(entry => entry.Sequence).ToArray()));
        command.Parameters.Add(Parameter(append.Entries.Select(entry => entry.At).ToArray()));
        command.Parameters.Add(Parameter(append.Entries.Select(entry => entry.Data).ToArray()));
        if (append.Trim is { } trim)
        {
            command.Parameters.Add(Parameter(trim.KeepFrom));
            command.Parameters.Add(Parameter(trim.KeepSince));
            command.Parameters.Add(Parameter(trim.Needed));
        }
        command.CommandText = $"WITH written AS ({record}){Append}{(append.Trim is null ? "" : Trim)} SELECT version FROM written";
        return command;
    }

    private Task<T> ReadAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, Task<T>> read) =>
        ExecuteAsync(async () =>
        {
            await using var command = _database.CreateCommand(sql);
            foreach (var parameter in parameters) command.Parameters.Add(parameter.Clone());
            await using var reader = await command.ExecuteReaderAsync();
            return await read(reader);
        });

    /// <summary>Executes a call, and again on a new connection where the server has ended the one it was given.</summary>
    private async Task<T> ExecuteAsync<T>(Func<Task<T>> call)
    {
        for (var repeated = false; ; repeated = true)
        {
            try
            {
                return await call();
            }
            catch (NpgsqlException exception) when (!repeated && PostgresErrors.IsFarewell(exception))
            {
                _database.Clear();
            }
            catch (NpgsqlException exception)
            {
                throw PostgresErrors.Translate(exception);
            }
        }
    }

    private static NpgsqlParameter<T> Parameter<T>(T value) => new() { TypedValue = value };
}
