using Microsoft.Data.Sqlite;

namespace NeuralDA.Silo.Storage;

/// <summary>
/// The few statements that one connection executes again and again, each compiled once: SQLite takes as long to read a statement as to
/// write a row with it. For one thread at a time.
/// </summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    /// <summary>The transaction that statements run in.</summary>
    public SqliteTransaction? Transaction { get; set; }

    /// <summary>Executes a statement that returns nothing.</summary>
    public void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) =>
        Command(sql, parameters).ExecuteNonQuery();

    /// <summary>Executes a statement that returns one integer or no row, which is null.</summary>
    public long? Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) =>
        (long?)Command(sql, parameters).ExecuteScalar();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            _commands.Add(sql, command = connection.CreateCommand());
            command.CommandText = sql;
            foreach (var (name, _) in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }
        command.Transaction = Transaction;
        for (var i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value;
        return command;
    }
}
