using System.Globalization;
using NeuralDA.Grains.Windows;
using Orleans.Serialization;
using Orleans.Storage;

namespace NeuralDA.Silo.Storage;

/// <summary>Grain states as records, in the format of the wire; the ETag is the record's version.</summary>
internal sealed class GrainStateStorage(IStore store, Serializer serializer, AnalysisLog log) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = await store.FindAsync(Key(stateName, grainId));
        grainState.RecordExists = record?.Data is not null;
        grainState.State = record?.Data is { } data ? serializer.Deserialize<T>(data) : Activator.CreateInstance<T>();
        grainState.ETag = record?.Version.ToString(CultureInfo.InvariantCulture);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var append = grainState.State is IPublishesAnalyses publishing ? log.Append(publishing) : null;
        await WriteAsync(stateName, grainId, grainState, serializer.SerializeToArray(grainState.State), append);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // The record stays and goes on counting, so that a writer from before the clearing is found out.
        await WriteAsync(stateName, grainId, grainState, data: null, append: null);
        grainState.State = Activator.CreateInstance<T>();
        grainState.RecordExists = false;
    }

    private async Task WriteAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, byte[]? data, LogAppend? append)
    {
        long? expected = grainState.ETag is { } tag ? long.Parse(tag, CultureInfo.InvariantCulture) : null;
        var key = Key(stateName, grainId);
        var version = await store.WriteAsync(new RecordWrite(key, expected, data, append))
            ?? throw new InconsistentStateException($"{key} has been written since version {grainState.ETag ?? "none"}.");
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
    }

    private static string Key(string stateName, GrainId grainId) => $"{stateName}/{grainId}";
}
