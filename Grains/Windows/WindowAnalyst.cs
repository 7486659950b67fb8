using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// Analyses windows of a track: checks by series, merging of bursts, assimilation with the first-guess check. An analysis is a
/// function of the window's observations, of what the window before hands on, of the options and of the prior.
/// </summary>
/// <param name="batcher">Where it is computed.</param>
/// <param name="priors">Priors of other versions, for what they handed on.</param>
/// <param name="prior">The prior.</param>
/// <param name="track">The track.</param>
internal sealed class WindowAnalyst(InferenceBatcher batcher, PriorCache priors, CachedPrior prior, TrackDefinition track)
{
    private readonly SeriesRules _series = new(track.Options.QualityControl, prior.Prior.Normalization.StandardDeviation);

    /// <summary>
    /// Takes a batch into a track's state and analyses every window that it touches, one after the other: each builds on what
    /// the one before hands on.
    /// </summary>
    public async Task<IngestedBatch> IngestAsync(WindowState state, ObservationBatch batch)
    {
        var ingestion = state.Accept(batch);
        var analyses = new List<(WindowAnalysis, PublishedWindow)>();
        foreach (var window in state.DueWindows(ingestion))
        {
            var analysed = await AnalyseAsync(window, state.ObservationsOf(window), state.CarriedInto(window));
            analyses.Add((analysed, state.Conclude(analysed, HandOn(analysed))));
        }
        var (judged, receipt) = (state.Judged(ingestion), state.Receipt(ingestion));
        state.CloseWindows();
        return new IngestedBatch(ingestion, judged, receipt, analyses);
    }

    /// <summary>Analyses one window.</summary>
    /// <param name="window">Window index.</param>
    /// <param name="members">All observations of the window, in their natural order.</param>
    /// <param name="carried">What the window before hands on.</param>
    public async Task<WindowAnalysis> AnalyseAsync(long window, HeldObservation[] members, CarriedState carried)
    {
        var points = WindowMapping.ToPoints(track.Grid, window, members);
        var reasons = _series.Judge(members, carried.Series);
        var candidates = Enumerable.Range(0, members.Length).Where(i => reasons[i] is null);
        var bursts = Burst.Merge(points, candidates, track.Options.QualityControl.MaximumPerStep);

        var information = track.Options.Carry ? await InOwnUnitsAsync(carried) : null;
        var check = new FirstGuessCheck(track.Options, (observations, isReopened) => batcher.AssimilateAsync(
            prior.Prior, Problem(observations, isReopened ? null : information)));
        var estimate = await check.RunAsync(
            [.. bursts.Select(burst => burst.Point)], hasBackground: information is not null, carried.RefusedRun);
        var judged = JudgedObservation.Of(members, points, reasons, bursts, estimate);
        return new WindowAnalysis(window, carried, judged, estimate.Estimate, estimate.IsReopened);
    }

    /// <summary>What an analysed window hands on to the next one.</summary>
    public CarriedState HandOn(WindowAnalysis analysed)
    {
        var begin = track.Grid.BeginOf(analysed.Window + 1);
        return analysed.Carried.After(
            analysed.Observations.TakeWhile(judged => judged.Held.Step < begin), oldestStep: begin - track.Grid.Steps)
            with { Information = analysed.Estimate.Carried, PriorVersion = prior.Version };
    }

    // Without a physical model a forecast goes on from what is handed on.
    private WindowProblem Problem(IReadOnlyList<PointObservation> observations, CarriedInformation? carried) =>
        new(observations, track.Options.RefinementSteps)
        {
            Carried = carried,
            Shift = track.Options.Carry || prior.Prior.Description.Model is null ? track.Grid.Shift : 0,
            Starts = track.Options.RefinementStarts,
        };

    private async Task<CarriedInformation?> InOwnUnitsAsync(CarriedState carried)
    {
        if (carried.Information is null || carried.PriorVersion == prior.Version) return carried.Information;
        var source = await priors.GetAsync(track.Options.PriorName, carried.PriorVersion);
        return carried.Information.InUnits(source.Prior.Normalization, prior.Prior.Normalization);
    }
}

/// <summary>A batch that has been taken in.</summary>
/// <param name="Ingestion">What its observations turned out to be.</param>
/// <param name="Fresh">Those new to the track, with what the analyses made of them.</param>
/// <param name="Receipt">What its writer is told.</param>
/// <param name="Analyses">The analyses it caused, in order.</param>
internal sealed record IngestedBatch(
    Ingestion Ingestion,
    List<HeldObservation> Fresh,
    IngestReceipt Receipt,
    IReadOnlyList<(WindowAnalysis Analysed, PublishedWindow Number)> Analyses);

/// <summary>A window, analysed.</summary>
/// <param name="Window">Window index.</param>
/// <param name="Carried">What the window before handed on.</param>
/// <param name="Observations">All its observations in their natural order, and what became of each.</param>
/// <param name="Estimate">The estimate.</param>
/// <param name="IsReopened">Whether what earlier windows told was left aside because the observations contradict it.</param>
internal sealed record WindowAnalysis(
    long Window, CarriedState Carried, JudgedObservation[] Observations, WindowEstimate Estimate, bool IsReopened);
