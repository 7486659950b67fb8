using NeuralDA.Grains.Interfaces;
using Npgsql;

namespace NeuralDA.Silo.Storage;

/// <summary>PostgreSQL's errors in words.</summary>
internal static class PostgresErrors
{
    /// <summary>
    /// Whether the server has ended the connection, as it does when it restarts: of a statement that came after, or was under way,
    /// nothing is kept.
    /// </summary>
    public static bool IsFarewell(NpgsqlException exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown };

    public static NeuralDAException Translate(NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new StorageFailedException(
            "The disk of the database is full; nothing of the call was kept. Free some space and send it again."),
        PostgresException { IsTransient: false } refusal => new StorageFailedException(
            $"The database refused: {refusal.MessageText}"),
        _ => new StorageUnavailableException($"The database does not answer: {exception.Message} Send the call again."),
    };
}
