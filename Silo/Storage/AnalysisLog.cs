using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;
using Orleans.Serialization;

namespace NeuralDA.Silo.Storage;

/// <summary>Analyses as entries of the store's logs, one log a track, in the format of the wire.</summary>
internal sealed class AnalysisLog(IStore store, Serializer<Analysis> serializer, RetentionOptions retention, TimeProvider clock)
    : IAnalysisLog
{
    public async Task<IReadOnlyList<Analysis>> ReadAsync(string track, long first, long last, int most)
    {
        var entries = await store.ReadLogAsync(track, first, last, most);
        return [.. entries.Select(data => serializer.Deserialize(data)!)];
    }

    /// <summary>What a state's write adds to the log and lets go of; null when it publishes nothing.</summary>
    public LogAppend? Append(IPublishesAnalyses state)
    {
        if (state.Unpublished.Count == 0) return null;
        var entries = state.Unpublished.Select(analysis => new LogEntry(
            analysis.Sequence, analysis.ReceivedAt.ToUnixTimeMilliseconds(), serializer.SerializeToArray(analysis)));
        return new LogAppend(state.Unpublished[0].Track, [.. entries], Trim(state));
    }

    private LogTrim? Trim(IPublishesAnalyses state)
    {
        if (retention is { Count: null, Age: null }) return null;
        var keepFrom = retention.Count is { } count ? state.Unpublished[^1].Sequence - count + 1 : long.MinValue;
        var keepSince = retention.Age is { } age ? (clock.GetUtcNow() - age).ToUnixTimeMilliseconds() : long.MinValue;
        return new LogTrim(keepFrom, keepSince, Math.Min(state.OldestNeeded, state.Unpublished[0].Sequence));
    }
}
