namespace NeuralDA.Cli.Demo;

/// <summary>The outcome of a demo run, as it is printed with --json. Errors are in normalised units.</summary>
internal sealed record DemoResult(
    int Tracks,
    long Observations,
    IReadOnlyDictionary<string, long> Refused,
    long Analyses,
    long Lost,
    MethodErrors Rmse,
    double SpreadSkill,
    double Coverage90,
    LatencyQuantiles LatencyMs)
{
    /// <summary>How the tracks stand, as far as their feeds and receipts tell; what is lost is known at the end only.</summary>
    public static DemoResult Of(IReadOnlyList<DemoTrack> tracks, LatencyRecorder latency)
    {
        var counts = tracks.Select(track => track.Counts).ToList();
        var errors = counts.Aggregate(default(WindowErrors), (sum, count) => sum + count.Errors);
        var refused = counts.SelectMany(count => count.Refused).CountBy(reason => reason.ToString());
        var (p50, p99) = latency.Quantiles();
        return new DemoResult(
            tracks.Count,
            counts.Sum(count => count.Observations),
            new SortedDictionary<string, long>(refused.ToDictionary(entry => entry.Key, entry => (long)entry.Value)),
            counts.Sum(count => count.Analyses),
            Lost: 0,
            MethodErrors.Of(errors),
            errors.SpreadSkill,
            errors.Coverage90,
            new LatencyQuantiles(p50, p99));
    }
}

/// <summary>RMSE by method, normalised units.</summary>
internal sealed record MethodErrors(double Climatology, double FirstGuess, double Neural, double Hybrid)
{
    /// <summary>Of sums of squared errors.</summary>
    public static MethodErrors Of(WindowErrors errors) => new(
        errors.Rmse(errors.Climatology), errors.Rmse(errors.FirstGuess), errors.Rmse(errors.Neural), errors.Rmse(errors.Hybrid));
}

/// <summary>Latency in milliseconds.</summary>
internal sealed record LatencyQuantiles(double P50, double P99);
