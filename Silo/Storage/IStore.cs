using System.Net;
using NeuralDA.Grains.Interfaces;

namespace NeuralDA.Silo.Storage;

/// <summary>
/// A back end: records, each with a version that counts its writes, and logs that grow in the write of a record. Every call throws
/// <see cref="StorageUnavailableException"/> when the store cannot be reached and <see cref="StorageFailedException"/> when it
/// refuses, in which case it has kept nothing.
/// </summary>
internal interface IStore : IAsyncDisposable
{
    /// <summary>A record, or null where none was ever written.</summary>
    Task<StoredRecord?> FindAsync(string key);

    /// <summary>Writes a record and what it appends to a log: both or neither.</summary>
    /// <returns>The new version; null when the record is not at the expected version, and then nothing is written.</returns>
    Task<long?> WriteAsync(RecordWrite write);

    /// <summary>The first entries of a log between two sequences, ascending; at most <paramref name="most"/>.</summary>
    Task<IReadOnlyList<byte[]>> ReadLogAsync(string log, long first, long last, int most);

    /// <summary>Returns when the store answers.</summary>
    Task PingAsync();

    /// <summary>Gives a silo its membership of a cluster and its reminders, kept in this store.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="endpoint">Where it listens for other silos.</param>
    void AddClustering(ISiloBuilder silo, IPEndPoint endpoint);
}

/// <summary>What is stored under a key.</summary>
/// <param name="Version">How often it was written.</param>
/// <param name="Data">The content; null once it was cleared.</param>
internal sealed record StoredRecord(long Version, byte[]? Data);

/// <summary>A write of a record.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ExpectedVersion">The version that the writer has seen; null for a record never written.</param>
/// <param name="Data">The content; null clears it, and its version goes on counting.</param>
/// <param name="Append">What is appended to a log with it, or null.</param>
internal sealed record RecordWrite(string Key, long? ExpectedVersion, byte[]? Data, LogAppend? Append = null);

/// <summary>Entries for a log.</summary>
/// <param name="Log">Name of the log.</param>
/// <param name="Entries">The entries, ascending by sequence.</param>
/// <param name="Trim">What the log then lets go of, or null.</param>
internal sealed record LogAppend(string Log, IReadOnlyList<LogEntry> Entries, LogTrim? Trim = null);

/// <summary>One entry of a log.</summary>
/// <param name="Sequence">Its number in the log.</param>
/// <param name="At">When it was made, milliseconds since 1970.</param>
/// <param name="Data">The content.</param>
internal readonly record struct LogEntry(long Sequence, long At, byte[] Data);

/// <summary>The head of a log that may go: all before the first entry that is recent enough, but nothing from Needed on.</summary>
/// <param name="KeepFrom">Entries before this sequence are not recent.</param>
/// <param name="KeepSince">Entries made before this time are not recent; milliseconds since 1970.</param>
/// <param name="Needed">Sequence of the first entry that stays in any case.</param>
internal sealed record LogTrim(long KeepFrom, long KeepSince, long Needed);
