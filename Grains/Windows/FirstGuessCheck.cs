using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// Assimilates a window and compares each observation with the analysis made without it. While some depart too far, the worst
/// are left out and the window is assimilated again; or all that depart too far are down-weighted. The verdicts depend on the set of
/// observations, not on the order of their arrival (ADR 0006).
/// </summary>
/// <param name="options">Threshold, treatment and when to re-open.</param>
/// <param name="assimilate">Assimilates observations; told whether to leave aside what earlier windows told.</param>
internal sealed class FirstGuessCheck(
    TrackOptions options, Func<IReadOnlyList<PointObservation>, bool, Task<WindowEstimate>> assimilate)
{
    /// <summary>
    /// A window that does not settle while the worst are left out so many times contradicts itself: every time halves the largest
    /// departure, leaves out an eighth of the observations, or one of a few.
    /// </summary>
    public const int MostRounds = 20;

    private const int MostReweightings = 5;
    private const double NegligibleChange = 1e-3;

    /// <summary>Assimilates the observations of a window.</summary>
    /// <param name="points">The observations [m], in their natural order.</param>
    /// <param name="hasBackground">Whether earlier windows told something.</param>
    /// <param name="refusedBefore">How many consecutive observations just before the window were refused by this check.</param>
    public async Task<CheckedEstimate> RunAsync(PointObservation[] points, bool hasBackground, int refusedBefore)
    {
        if (options.GrossErrorThreshold == 0) return await AcceptAllAsync(points);
        return options.QualityControl.GrossErrors == GrossErrorTreatment.Downweight
            ? await DownweightAsync(points)
            : await RefuseAsync(points, hasBackground, refusedBefore);
    }

    private async Task<CheckedEstimate> AcceptAllAsync(PointObservation[] points) =>
        new(await assimilate(points, false), Array.ConvertAll(points, _ => new Judgement(1)), false);

    private async Task<CheckedEstimate> RefuseAsync(PointObservation[] points, bool hasBackground, int refusedBefore)
    {
        var judgements = Array.ConvertAll(points, _ => new Judgement(1));
        var exempt = new bool[points.Length];
        var (isReopened, rounds) = (false, 0);
        while (true)
        {
            int[] used = [.. Enumerable.Range(0, points.Length).Where(i => judgements[i].IsUsed)];
            var estimate = await assimilate(Select(points, used), isReopened);
            var mayReopen = hasBackground && !isReopened;
            if (mayReopen && (estimate.Status != SolveStatus.Succeeded || rounds == MostRounds))
            {
                Reopen();
                continue;
            }
            // With nothing else to go by, when most of a window seems wrong it is the prior that does not fit.
            var most = rounds == MostRounds ? 0 : mayReopen ? used.Length : points.Length / 2 - (points.Length - used.Length);
            var worst = QualityControl.WorstGrossErrors(
                estimate.Departures, options.GrossErrorThreshold, k => !exempt[used[k]]).Take(most).ToList();
            if (worst.Count == 0) return new CheckedEstimate(estimate, judgements, isReopened);
            rounds++;
            foreach (var k in worst) judgements[used[k]] = new Judgement(0, estimate.Departures[k]);
            if (RefusedRun(judgements, refusedBefore, options.QualityControl.ReopenAfter) is not { } run) continue;
            // What earlier windows told is the first suspect; only if that is gone already, the observations win by number.
            if (mayReopen) Reopen();
            else
            {
                exempt.AsSpan()[run].Fill(true);
                isReopened = true;
                Array.Fill(judgements, new Judgement(1));
            }
        }

        void Reopen()
        {
            (isReopened, rounds) = (true, 0);
            Array.Fill(judgements, new Judgement(1));
        }
    }

    /// <summary>The first run of refused observations that is long enough to re-open the track, as far as it is in the window.</summary>
    /// <param name="judgements">What became of the window's observations [m].</param>
    /// <param name="refusedBefore">How many consecutive observations just before the window were refused.</param>
    /// <param name="reopenAfter">How many are enough.</param>
    public static Range? RefusedRun(Judgement[] judgements, int refusedBefore, int reopenAfter)
    {
        for (int i = 0, begin = 0, run = refusedBefore; i < judgements.Length; i++)
        {
            if (judgements[i].IsUsed) (begin, run) = (i + 1, 0);
            else if (++run >= reopenAfter) return begin..(i + 1);
        }
        return null;
    }

    /// <summary>Iteratively reweighted least squares with Huber's weights w: error variances become R / w.</summary>
    private async Task<CheckedEstimate> DownweightAsync(PointObservation[] points)
    {
        var judgements = Array.ConvertAll(points, _ => new Judgement(1));
        var estimate = await assimilate(points, false);
        var errorVariances = Array.ConvertAll(estimate.Departures, departure => departure.ErrorVariance);
        for (var iteration = 0; iteration < MostReweightings; iteration++)
        {
            var weights = estimate.Departures.Zip(errorVariances, (departure, variance) =>
                QualityControl.HuberWeight(departure, variance, options.GrossErrorThreshold)).ToArray();
            var change = weights.Zip(judgements, (weight, judgement) => Math.Abs(weight - judgement.Weight));
            if (change.DefaultIfEmpty().Max() <= NegligibleChange) break;
            judgements = Array.ConvertAll(weights, weight => new Judgement(weight));
            estimate = await assimilate(Weighted(points, judgements), false);
        }
        return new CheckedEstimate(estimate, judgements, false);
    }

    private static PointObservation[] Weighted(PointObservation[] points, Judgement[] judgements) => [.. points.Zip(judgements,
        (point, judgement) => point with
        {
            ErrorStandardDeviation = point.ErrorStandardDeviation / Math.Sqrt(judgement.Weight),
        })];

    private static PointObservation[] Select(PointObservation[] points, int[] indices) =>
        Array.ConvertAll(indices, i => points[i]);
}

/// <summary>An estimate and what it made of each observation.</summary>
/// <param name="Estimate">The estimate, whose departures are those of the observations used, in their order.</param>
/// <param name="Judgements">For each observation what became of it [m].</param>
/// <param name="IsReopened">Whether what earlier windows told was left aside.</param>
/// <param name="Accounts">The hypotheses, the likeliest first; null where there is this one only.</param>
internal sealed record CheckedEstimate(
    WindowEstimate Estimate, Judgement[] Judgements, bool IsReopened, IReadOnlyList<Account>? Accounts = null)
{
    /// <summary>The hypotheses, the likeliest first.</summary>
    public IReadOnlyList<Account> Accounts { get; } =
        Accounts ?? [new Account(0, Array.ConvertAll(Judgements, judgement => !judgement.IsUsed), null, Estimate)];
}

/// <summary>What the first-guess check made of an observation.</summary>
/// <param name="Weight">Share of its information that is used; 0 for a gross error.</param>
/// <param name="Departure">For a gross error, how it departed when it was left out.</param>
internal readonly record struct Judgement(double Weight, ObservationDeparture? Departure = null)
{
    public bool IsUsed => Weight > 0;
}
