using NeuralDA.Cli.Output;

namespace NeuralDA.Cli.Streaming;

/// <summary>The outcome of sending a file, as it is printed with --json.</summary>
internal sealed record SendReport(
    int Tracks, long Observations, long Accepted, long Duplicates, IReadOnlyDictionary<string, long> Refused, long Windows)
{
    private const int RefusalsShown = 10;

    /// <summary>Sums up the tracks.</summary>
    public static SendReport Of(IReadOnlyList<TrackOutcome> tracks)
    {
        var refused = tracks.SelectMany(track => track.Refused).GroupBy(line => line.Reason.ToString())
            .ToDictionary(group => group.Key, group => group.LongCount());
        var (accepted, duplicates) = (tracks.Sum(track => track.Accepted), tracks.Sum(track => track.Duplicates));
        return new SendReport(
            tracks.Count, accepted + duplicates + refused.Values.Sum(), accepted, duplicates,
            new SortedDictionary<string, long>(refused), tracks.Sum(track => (long)track.Analyses.Count));
    }

    /// <summary>Prints what was refused and what was done.</summary>
    /// <param name="file">The file sent.</param>
    /// <param name="tracks">What became of its tracks.</param>
    /// <param name="output">Where it is printed.</param>
    public void Print(string file, IReadOnlyList<TrackOutcome> tracks, CommandOutput output)
    {
        foreach (var line in tracks.SelectMany(track => track.Refused).Take(RefusalsShown))
            output.Line($"{file}:{line.Line}: track '{line.Track}' refused it, {line.Reason}: {line.Message}");
        var refusals = Refused.Values.Sum();
        if (refusals > RefusalsShown) output.Line($"and {refusals - RefusalsShown} more refusals");
        output.Line(
            $"{Tracks} tracks, {Observations} observations: {Accepted} accepted, {Duplicates} known before, " +
            $"{refusals} refused; {Windows} windows");
    }
}
