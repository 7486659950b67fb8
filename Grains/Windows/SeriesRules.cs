using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// What an observation must fulfil beside the others of its series, that is of its writer and component, before anything is
/// computed: it is no duplicate, not stuck, no spike. The verdicts follow from the window's observations and from how the
/// series stood before them.
/// </summary>
/// <param name="options">The thresholds.</param>
/// <param name="climatologicalDeviation">Standard deviation of each component, physical units.</param>
internal sealed class SeriesRules(QualityControlOptions options, IReadOnlyList<double> climatologicalDeviation)
{
    /// <summary>Judges the observations of a window.</summary>
    /// <param name="members">The observations in their natural order.</param>
    /// <param name="before">How the series stood at the window's begin.</param>
    /// <returns>For each observation why it is not used, or null.</returns>
    public RefusalReason?[] Judge(HeldObservation[] members, IReadOnlyList<SeriesEnd> before)
    {
        var reasons = new RefusalReason?[members.Length];
        var series = Enumerable.Range(0, members.Length).GroupBy(i => (members[i].WriterId, members[i].Component));
        foreach (var indices in series) Judge(members, [.. indices], SeriesEnd.Find(before, indices.Key), reasons);
        return reasons;
    }

    /// <summary>How the series stand after the first observations of a window, given how they stood before.</summary>
    public static SeriesEnd[] After(IEnumerable<HeldObservation> observations, IReadOnlyList<SeriesEnd> before)
    {
        var ends = before.ToDictionary(end => (end.WriterId, end.Component));
        foreach (var held in observations)
        {
            var key = (held.WriterId, held.Component);
            ends[key] = ends.TryGetValue(key, out var end) ? end.Next(held) : SeriesEnd.Of(held);
        }
        return [.. ends.Values];
    }

    private void Judge(HeldObservation[] members, List<int> series, SeriesEnd? before, RefusalReason?[] reasons)
    {
        // Natural order has equal times of a series side by side.
        for (var k = 0; k < series.Count; k++)
            for (var j = k - 1; j >= 0 && members[series[j]].Step == members[series[k]].Step; j--)
                if (members[series[j]].Raw.Value == members[series[k]].Raw.Value) reasons[series[k]] = RefusalReason.Duplicate;
        series.RemoveAll(i => reasons[i] is not null);

        var end = before;
        for (var k = 0; k < series.Count; k++)
        {
            var held = members[series[k]];
            var next = end?.Next(held) ?? SeriesEnd.Of(held);
            if (options.StuckAfter > 0 && next.Run >= options.StuckAfter) reasons[series[k]] = RefusalReason.Stuck;
            else if (end is not null && k + 1 < series.Count
                && IsSpike(held.Component, end.Value.Value, held.Raw.Value, members[series[k + 1]].Raw.Value))
                reasons[series[k]] = RefusalReason.Spike;
            end = next;
        }
    }

    private bool IsSpike(int component, double before, double value, double after) =>
        options.SpikeThreshold > 0
        && Math.Abs(value - (before + after) / 2) - Math.Abs(after - before) / 2
            > options.SpikeThreshold * climatologicalDeviation[component];
}

/// <summary>Where a series stands: its last observation and how often it has had that value in a row.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.SeriesEnd")]
internal readonly record struct SeriesEnd(
    [property: Id(0)] string WriterId,
    [property: Id(1)] int Component,
    [property: Id(2)] double Step,
    [property: Id(3)] double Value,
    [property: Id(4)] int Run)
{
    public static SeriesEnd Of(HeldObservation held) => new(held.WriterId, held.Component, held.Step, held.Raw.Value, 1);

    public static SeriesEnd? Find(IReadOnlyList<SeriesEnd> ends, (string WriterId, int Component) series)
    {
        foreach (var end in ends)
            if (end.WriterId == series.WriterId && end.Component == series.Component) return end;
        return null;
    }

    /// <summary>After one more observation; a duplicate of the last one is none.</summary>
    public SeriesEnd Next(HeldObservation held) =>
        held.Raw.Value != Value ? Of(held) : held.Step == Step ? this : this with { Step = held.Step, Run = Run + 1 };
}
