using Microsoft.Data.Sqlite;

namespace NeuralDA.Silo.Storage;

/// <summary>Statements without ceremony.</summary>
internal static class SqliteCommands
{
    /// <summary>Makes a command with parameters $name.</summary>
    public static SqliteCommand Command(
        this SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }

    /// <summary>Executes statements that return nothing.</summary>
    public static void Execute(this SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    /// <summary>Executes a statement that returns one integer or no row, which is null.</summary>
    public static long? Scalar(this SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.Command(sql, parameters);
        return (long?)command.ExecuteScalar();
    }
}
