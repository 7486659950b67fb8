using Microsoft.Data.Sqlite;
using NeuralDA.Grains.Interfaces;

namespace NeuralDA.Silo.Storage;

/// <summary>SQLite's errors in words.</summary>
internal static class SqliteErrors
{
    private const int Busy = 5;
    private const int Full = 13;

    public static NeuralDAException Translate(SqliteException exception) => exception.SqliteErrorCode switch
    {
        Full => new StorageFailedException(
            "The disk of the data folder is full; nothing of the call was kept. Free some space and send it again."),
        Busy => new StorageUnavailableException("The data file is held by another process; send the call again."),
        _ => new StorageFailedException($"The data file refused: {exception.Message}"),
    };
}
