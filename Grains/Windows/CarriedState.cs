using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Grains.Windows;

/// <summary>What a window hands on to the one that begins S steps later: what the observations before that taught.</summary>
/// <param name="Series">Where the series of observations stand at the next window's begin.</param>
/// <param name="RefusedRun">How many consecutive observations before it the first-guess check refused.</param>
/// <param name="Information">What the state was, in units of the prior that <paramref name="PriorVersion"/> says; null if lost.</param>
/// <param name="PriorVersion">Version of the prior that made it.</param>
[GenerateSerializer, Immutable, Alias("neuralda.CarriedState")]
internal sealed record CarriedState(
    [property: Id(0)] SeriesEnd[] Series,
    [property: Id(1)] int RefusedRun,
    [property: Id(2)] CarriedInformation? Information,
    [property: Id(3)] int PriorVersion)
{
    /// <summary>Before the first window.</summary>
    public static CarriedState Nothing { get; } = new([], 0, null, 0);

    /// <summary>Whether both say the same, bit for bit.</summary>
    public bool IsIdenticalTo(CarriedState other) =>
        RefusedRun == other.RefusedRun && PriorVersion == other.PriorVersion && Series.AsSpan().SequenceEqual(other.Series)
        && Numbers(Information).SequenceEqual(Numbers(other.Information));

    private static IEnumerable<double> Numbers(CarriedInformation? information) => information is null
        ? []
        : [.. information.Precision, .. information.Vector, .. information.Overlap, .. information.LastPrecision,
            .. information.LastVector];

    /// <summary>The same after more observations.</summary>
    /// <param name="observations">The observations up to the next window's begin.</param>
    /// <param name="oldestStep">Series that ended before are forgotten.</param>
    public CarriedState After(IEnumerable<JudgedObservation> observations, double oldestStep)
    {
        var passed = observations.ToList();
        var run = RefusedRun;
        foreach (var judged in passed.Where(each => each.Burst >= 0).DistinctBy(each => each.Burst))
            run = judged.Verdict.Refused is null ? 0 : run + 1;
        var series = SeriesRules.After(passed.Select(each => each.Held), Series);
        return this with { Series = [.. series.Where(end => end.Step >= oldestStep)], RefusedRun = run };
    }
}
