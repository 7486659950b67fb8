using Microsoft.Data.Sqlite;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;
using Orleans.Serialization;

namespace NeuralDA.Silo.Storage;

/// <summary>
/// The log of analyses in SQLite. Entries go through the queue that grain state goes through, first in, first out, and so are
/// never behind a state that counts them.
/// </summary>
internal sealed class SqliteAnalysisLog(SqliteDatabase database, Serializer<Analysis> serializer) : IAnalysisLog
{
    private const string Insert = "INSERT OR REPLACE INTO analysis (track, sequence, data) VALUES ($track, $sequence, $data)";
    private const string Select =
        "SELECT data FROM analysis WHERE track = $track AND sequence BETWEEN $first AND $last ORDER BY sequence";

    public Task AppendAsync(IReadOnlyList<Analysis> analyses)
    {
        var rows = analyses.Select(entry => (entry.Track, entry.Sequence, Data: serializer.SerializeToArray(entry))).ToList();
        return database.WriteAsync(connection =>
        {
            foreach (var (track, sequence, data) in rows)
                connection.Execute(Insert, ("$track", track), ("$sequence", sequence), ("$data", data));
            return rows.Count;
        });
    }

    public Task<IReadOnlyList<Analysis>> ReadAsync(string track, long first, long last) =>
        Task.FromResult<IReadOnlyList<Analysis>>(database.Read(connection => Read(connection, track, first, last)));

    private List<Analysis> Read(SqliteConnection connection, string track, long first, long last)
    {
        using var command = connection.Command(Select, ("$track", track), ("$first", first), ("$last", last));
        using var reader = command.ExecuteReader();
        var analyses = new List<Analysis>();
        while (reader.Read()) analyses.Add(serializer.Deserialize(reader.GetFieldValue<byte[]>(0))!);
        return analyses;
    }
}
