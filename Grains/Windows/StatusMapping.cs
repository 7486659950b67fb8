using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>A track's state as it is reported.</summary>
internal static class StatusMapping
{
    public static TrackStatus ToStatus(string track, WindowState state)
    {
        var (definition, grossErrors) = (state.Track!, state.Observations.Where(held => held.IsGrossError).ToList());
        var refused = new Dictionary<RefusalReason, long>(state.Refused);
        if (grossErrors.Count > 0)
            refused[RefusalReason.GrossError] = refused.GetValueOrDefault(RefusalReason.GrossError) + grossErrors.Count;

        return new TrackStatus
        {
            Track = track,
            Options = definition.Options,
            NewestTime = state.NewestStep is { } newest ? definition.Grid.TimeAt(newest) : null,
            Watermark = state.NewestStep is { } front ? definition.Grid.TimeAt(front - definition.LatenessSteps) : null,
            Accepted = state.Accepted - grossErrors.Count,
            Duplicates = state.Duplicates,
            Refused = refused,
            RecentlyRefused =
            [
                .. state.RecentlyRefused,
                .. grossErrors.Select(held => new RefusedObservation(held.WriterId, held.Raw, held.AsGrossError())),
            ],
            OpenWindows = state.OpenWindows,
            LastAnalysisSequence = state.LastSequence,
            Writers = [.. state.Ledger.Select(entry => new WriterStatus(entry.Key, entry.Value.Count, entry.Value.Next))],
        };
    }
}
