using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>A track's state as it is reported.</summary>
internal static class StatusMapping
{
    public static TrackStatus ToStatus(string track, WindowState state)
    {
        var (definition, refusedSoFar) = (state.Track!, state.Observations.Where(held => held.IsRefused).ToList());
        var refused = new Dictionary<RefusalReason, long>(state.Refused);
        foreach (var held in refusedSoFar)
        {
            var reason = held.Verdict!.Value.Refused!.Value;
            refused[reason] = refused.GetValueOrDefault(reason) + 1;
        }

        return new TrackStatus
        {
            Track = track,
            Options = definition.Options,
            NewestTime = state.NewestStep is { } newest ? definition.Grid.TimeAt(newest) : null,
            Watermark = state.NewestStep is { } front ? definition.Grid.TimeAt(front - definition.LatenessSteps) : null,
            Accepted = state.Accepted - refusedSoFar.Count,
            Duplicates = state.Duplicates,
            Refused = refused,
            RecentlyRefused =
            [
                .. state.RecentlyRefused,
                .. refusedSoFar.Select(held => held.AsRefused()),
            ],
            OpenWindows = state.OpenWindows,
            LastAnalysisSequence = state.LastSequence,
            Writers = [.. state.Ledger.Select(entry => new WriterStatus(entry.Key, entry.Value.Count, entry.Value.Next))],
            Forecasts =
            [
                .. state.Forecasts.SelectMany(entry => entry.Value.Scores(
                    definition.Components[entry.Key], definition.Grid.Steps * definition.Grid.TimeStep)),
            ],
            Diagnostics =
            [
                .. state.Components.Select(entry =>
                    DiagnosticsMapping.ToDiagnostics(definition.Components[entry.Key], entry.Value)),
            ],
        };
    }
}
