using System.Globalization;
using Microsoft.Data.Sqlite;
using Orleans.Serialization;
using Orleans.Storage;

namespace NeuralDA.Silo.Storage;

/// <summary>Grain state in SQLite, in the format of the wire. The ETag is a version that counts the writes.</summary>
internal sealed class SqliteGrainStorage(SqliteDatabase database, Serializer serializer) : IGrainStorage
{
    private const string Insert =
        "INSERT INTO grain_state (key, version, data) VALUES ($key, 1, $data) ON CONFLICT DO NOTHING RETURNING version";
    private const string Update =
        "UPDATE grain_state SET version = version + 1, data = $data WHERE key = $key AND version = $version RETURNING version";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (data, version) = database.Read(connection => Find(connection, Key(stateName, grainId)));
        grainState.State = data is null ? Activator.CreateInstance<T>() : serializer.Deserialize<T>(data);
        grainState.RecordExists = data is not null;
        grainState.ETag = version;
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await StoreAsync(stateName, grainId, grainState, serializer.SerializeToArray(grainState.State));
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // The row stays and goes on counting, so that a writer from before the clearing is found out.
        await StoreAsync(stateName, grainId, grainState, DBNull.Value);
        grainState.State = Activator.CreateInstance<T>();
        grainState.RecordExists = false;
    }

    private async Task StoreAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, object data)
    {
        var key = Key(stateName, grainId);
        long? expected = grainState.ETag is { } tag ? long.Parse(tag, CultureInfo.InvariantCulture) : null;
        var version = await database.WriteAsync(connection => expected is { } current
            ? connection.Scalar(Update, ("$key", key), ("$data", data), ("$version", current))
            : connection.Scalar(Insert, ("$key", key), ("$data", data)));
        if (version is null)
            throw new InconsistentStateException($"{key} has been written since version {grainState.ETag ?? "none"}.");
        grainState.ETag = version.Value.ToString(CultureInfo.InvariantCulture);
    }

    private static (byte[]? Data, string? Version) Find(SqliteConnection connection, string key)
    {
        using var command = connection.Command("SELECT data, version FROM grain_state WHERE key = $key", ("$key", key));
        using var reader = command.ExecuteReader();
        if (!reader.Read()) return (null, null);
        var data = reader.IsDBNull(0) ? null : reader.GetFieldValue<byte[]>(0);
        return (data, reader.GetInt64(1).ToString(CultureInfo.InvariantCulture));
    }

    private static string Key(string stateName, GrainId grainId) => $"{stateName}/{grainId}";
}
