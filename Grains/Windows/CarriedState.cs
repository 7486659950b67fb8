using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Grains.Windows;

/// <summary>What a window hands on to the one that begins S steps later: what the observations before that taught.</summary>
/// <param name="Series">Where the series of observations stand at the next window's begin.</param>
/// <param name="RefusedRun">How many consecutive observations before it the first-guess check refused.</param>
/// <param name="PriorVersion">Version of the prior that made it.</param>
/// <param name="Hypotheses">What was learned, under each hypothesis about gross errors, the likeliest first; empty if nothing.</param>
/// <param name="Judged">How many observations the first-guess check has judged; those of long ago count less than one.</param>
/// <param name="GrossErrors">How many of these it refused.</param>
[GenerateSerializer, Immutable, Alias("neuralda.CarriedState")]
internal sealed record CarriedState(
    [property: Id(0)] SeriesEnd[] Series,
    [property: Id(1)] int RefusedRun,
    [property: Id(3)] int PriorVersion,
    [property: Id(4)] Hypothesis[] Hypotheses,
    [property: Id(5)] double Judged,
    [property: Id(6)] double GrossErrors)
{
    // The share of gross errors before anything is known, and for how many observations that stands; the number after which
    // what was found counts e times less.
    private const double InitialShare = 0.01, InitialCount = 30, Memory = 1000;

    // A track whose refusals made further ones likelier would never find back.
    private const double LargestShare = 0.05;

    /// <summary>Before the first window.</summary>
    public static CarriedState Nothing { get; } = new([], 0, 0, [], 0, 0);

    /// <summary>What the state was by the likeliest hypothesis; null if lost.</summary>
    public CarriedInformation? Information => Hypotheses.Length == 0 ? null : Hypotheses[0].Information;

    /// <summary>The probability that the next observation is a gross error, by what the track has had.</summary>
    public double GrossErrorShare =>
        Math.Min(LargestShare, (GrossErrors + InitialShare * InitialCount) / (Judged + InitialCount));

    /// <summary>Whether both say the same, bit for bit.</summary>
    public bool IsIdenticalTo(CarriedState other) =>
        RefusedRun == other.RefusedRun && PriorVersion == other.PriorVersion && Series.AsSpan().SequenceEqual(other.Series)
        && Judged.Equals(other.Judged) && GrossErrors.Equals(other.GrossErrors) && Hypotheses.Length == other.Hypotheses.Length
        && Hypotheses.Zip(other.Hypotheses).All(pair => pair.First.IsIdenticalTo(pair.Second));

    /// <summary>The same after more observations.</summary>
    /// <param name="observations">The observations up to the next window's begin.</param>
    /// <param name="oldestStep">Series that ended before are forgotten.</param>
    public CarriedState After(IEnumerable<JudgedObservation> observations, double oldestStep)
    {
        var passed = observations.ToList();
        var (run, judged, gross) = (RefusedRun, Judged, GrossErrors);
        foreach (var each in passed.Where(each => each.Burst >= 0).DistinctBy(each => each.Burst))
        {
            var isRefused = each.Verdict.Refused is not null;
            run = isRefused ? run + 1 : 0;
            judged += 1 - judged / Memory;
            gross += (isRefused ? 1 : 0) - gross / Memory;
        }
        var series = SeriesRules.After(passed.Select(each => each.Held), Series);
        return this with
        {
            Series = [.. series.Where(end => end.Step >= oldestStep)], RefusedRun = run, Judged = judged, GrossErrors = gross,
        };
    }
}
