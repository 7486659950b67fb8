using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
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
    // What a less probable hypothesis says counts for little: the neural analysis and the forecast of the analysis before will do.
    private const int StartsOfMinor = 2;

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

        var hypotheses = track.Options.Carry ? await InOwnUnitsAsync(carried) : [];
        var estimate = await CheckAsync(members, bursts, hypotheses, carried);
        var judged = JudgedObservation.Of(members, points, reasons, bursts, estimate);
        return new WindowAnalysis(window, carried, judged, estimate.Estimate, estimate.IsReopened)
        {
            Hypotheses = [.. estimate.Accounts.Select(account => new Hypothesis(
                account.Weight, [.. bursts.Where((_, i) => account.IsGross[i]).Select(burst => members[burst.Members[0]].Key)],
                account.Estimate!.Carried))],
        };
    }

    /// <summary>What an analysed window hands on to the next one.</summary>
    public CarriedState HandOn(WindowAnalysis analysed)
    {
        var begin = track.Grid.BeginOf(analysed.Window + 1);
        var held = analysed.Observations.SkipWhile(judged => judged.Held.Step < begin).Select(judged => judged.Held.Key).ToHashSet();
        // Those that no longer differ are one.
        var hypotheses = analysed.Hypotheses
            .Select(hypothesis => hypothesis with { GrossErrors = [.. hypothesis.GrossErrors.Where(held.Contains)] })
            .GroupBy(hypothesis => string.Join(' ', hypothesis.GrossErrors), (_, same) => same.ToArray())
            .Select(same => same[0] with { Weight = same.Sum(hypothesis => hypothesis.Weight) });
        return analysed.Carried.After(
            analysed.Observations.TakeWhile(judged => judged.Held.Step < begin), oldestStep: begin - track.Grid.Steps)
            with { Hypotheses = [.. hypotheses.OrderByDescending(each => each.Weight)], PriorVersion = prior.Version };
    }

    // Few new observations are judged by what was handed on, under each of its hypotheses; many, or those of a window on its own,
    // by each other.
    private async Task<CheckedEstimate> CheckAsync(
        HeldObservation[] members, List<Burst> bursts, Hypothesis[] hypotheses, CarriedState carried)
    {
        var (options, information) = (track.Options, hypotheses.FirstOrDefault()?.Information);
        PointObservation[] points = [.. bursts.Select(burst => burst.Point)];
        var isNew = Array.ConvertAll(points, point => hypotheses.Length == 0 || point.Step >= track.Grid.Steps - track.Grid.Shift);
        var check = new FirstGuessCheck(options, (observations, isReopened) =>
            batcher.AssimilateAsync(prior.Prior, Problem(observations, isReopened ? null : information)));
        if (!options.Carry || options.GrossErrorThreshold == 0 || isNew.Count(each => each) > HypothesisCheck.MostNew
            || options.QualityControl.GrossErrors != GrossErrorTreatment.Refuse)
            return await check.RunAsync(points, hasBackground: information is not null, carried.RefusedRun);

        var keys = bursts.ConvertAll(burst => members[burst.Members[0]].Key);
        Account[] accounts = hypotheses.Length == 0
            ? [new Account(0, new bool[points.Length], null)]
            : Array.ConvertAll(hypotheses, hypothesis => new Account(
                Math.Log(hypothesis.Weight), [.. keys.Select(key => hypothesis.GrossErrors.Contains(key))], hypothesis.Information));
        var found = await new HypothesisCheck(
            options.GrossErrorThreshold, carried.GrossErrorShare, prior.Prior.ClimateDeviation, AssimilateAsync,
            (estimate, point) => WithheldObservation.Departure(prior.Prior, estimate, point)).RunAsync(points, isNew, accounts);
        var isLost = found.Estimate.Status != SolveStatus.Succeeded
            || FirstGuessCheck.RefusedRun(found.Judgements, carried.RefusedRun, options.QualityControl.ReopenAfter) is not null;
        if (!isLost) return found;
        information = null;
        var reopened = await check.RunAsync(points, hasBackground: false, carried.RefusedRun);
        return reopened with { IsReopened = reopened.IsReopened || hypotheses.Length > 0 };
    }

    private Task<WindowEstimate> AssimilateAsync(IReadOnlyList<PointObservation> observations, Account account)
    {
        var problem = Problem(observations, account.Information);
        return batcher.AssimilateAsync(prior.Prior, account.IsMinor ? problem with { StartsWhereSparse = StartsOfMinor } : problem);
    }

    // Without a physical model a forecast goes on from what is handed on.
    private WindowProblem Problem(IReadOnlyList<PointObservation> observations, CarriedInformation? carried) =>
        new(observations, track.Options.RefinementSteps)
        {
            Carried = carried,
            Shift = track.Options.Carry || prior.Prior.Description.Model is null ? track.Grid.Shift : 0,
            Starts = track.Options.RefinementStarts,
        };

    private async Task<Hypothesis[]> InOwnUnitsAsync(CarriedState carried)
    {
        if (carried.Hypotheses.Length == 0 || carried.PriorVersion == prior.Version) return carried.Hypotheses;
        var source = await priors.GetAsync(track.Options.PriorName, carried.PriorVersion);
        return Array.ConvertAll(carried.Hypotheses, hypothesis => hypothesis with
        {
            Information = hypothesis.Information?.InUnits(source.Prior.Normalization, prior.Prior.Normalization),
        });
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
    long Window, CarriedState Carried, JudgedObservation[] Observations, WindowEstimate Estimate, bool IsReopened)
{
    /// <summary>The hypotheses about gross errors, the likeliest first: verdicts and departures are its.</summary>
    public Hypothesis[] Hypotheses { get; init; } = [];
}
