using Microsoft.Data.Sqlite;
using NeuralDA.Grains.Interfaces;

namespace NeuralDA.Silo.Storage;

/// <summary>SQLite's errors in words.</summary>
internal static class SqliteErrors
{
    private const int Full = 13;

    public static StorageFailedException ToStorageFailed(SqliteException exception) => new(exception.SqliteErrorCode == Full
        ? "The disk of the data folder is full; nothing of the call was kept. Free some space and send it again."
        : $"The data file refused: {exception.Message}");
}
