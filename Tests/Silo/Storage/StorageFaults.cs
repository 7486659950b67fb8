using NeuralDA.Silo.Storage;

namespace NeuralDA.Tests.Silo.Storage;

/// <summary>Faults on demand.</summary>
internal static class StorageFaults
{
    /// <summary>Lets the data file grow to a number of pages only, as a full disk would.</summary>
    public static Task LimitPagesAsync(this SqliteStore store, int pages) =>
        store.ExecuteAsync(connection => connection.Scalar($"PRAGMA max_page_count = {pages}"));
}
