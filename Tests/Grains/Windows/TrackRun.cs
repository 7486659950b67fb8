using System.Globalization;
using NeuralDA.Assimilation.Verification;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Tests.Grains.Windows;

/// <summary>A track as its grain runs it, without Orleans and storage: its state, the chain of its windows and what it publishes.</summary>
internal sealed class TrackRun
{
    private readonly WindowAnalyst _analyst;

    public TrackRun(InferenceBatcher batcher, CachedPrior prior, TrackOptions options)
    {
        State = new WindowState { Track = TrackRules.Define(options, prior.Prior.Description) };
        // Its prior is the only one, so no other version is ever asked for.
        _analyst = new WindowAnalyst(batcher, priors: null!, prior, State.Track);
    }

    public WindowState State { get; }

    /// <summary>Observations that became part of the track, in order of arrival.</summary>
    public List<HeldObservation> Fresh { get; } = [];

    /// <summary>Those refused on arrival.</summary>
    public List<(string WriterId, long Sequence)> Refused { get; } = [];

    /// <summary>The newest analysis of each window.</summary>
    public SortedDictionary<long, WindowAnalysis> Final { get; } = [];

    public async Task<IngestedBatch> IngestAsync(ObservationBatch batch)
    {
        var ingested = await _analyst.IngestAsync(State, batch);
        Fresh.AddRange(ingested.Ingestion.Fresh);
        Refused.AddRange(ingested.Ingestion.Refused.Select(refusal => (batch.WriterId, refusal.Sequence)));
        foreach (var (analysed, _) in ingested.Analyses) Final[analysed.Window] = analysed;
        return ingested;
    }

    /// <summary>All that the final analyses and the settled diagnostics say, bit by bit.</summary>
    public IEnumerable<string> Describe() => Final.Values.Select(Describe).Concat(State.Components.Select(entry =>
        $"component {entry.Key}: {entry.Value.Used} used, {Numbers(Means(entry.Value.Innovations))}, {entry.Value.Scales.Estimate()}"));

    private static double[] Means(InnovationStatistics innovations) =>
    [
        innovations.Count, innovations.Bias, innovations.RootMeanSquare, innovations.Spread, innovations.ChiSquarePerObservation,
    ];

    private static string Describe(WindowAnalysis analysis) =>
        $"window {analysis.Window} {analysis.IsReopened} {analysis.Estimate.Status}: "
        + string.Join(' ', analysis.Observations.Select(judged => $"{judged.Held.WriterId}{judged.Held.Sequence}{judged.Verdict}"))
        + $" mean {Numbers(analysis.Estimate.Mean)} std {Numbers(analysis.Estimate.StandardDeviation)}"
        + $" refined {Numbers(analysis.Estimate.RefinedMean ?? [])} first guess {Numbers(analysis.Estimate.FirstGuess)}";

    private static string Numbers(IEnumerable<double> numbers) =>
        string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
}
