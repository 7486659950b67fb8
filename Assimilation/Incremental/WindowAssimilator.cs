using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>
/// Assimilates windows from physical observations to physical analyses: the library's front door and the service's kernel.
/// Windows run side by side in float32 lanes. Not thread-safe, since buffers are reused; make one for each thread and prior.
/// </summary>
public sealed class WindowAssimilator
{
    // A network that was trained on windows of their own is too sure of what lies more than a quarter of the window beyond the
    // newest observation of a carried one. A factor of the variance, chosen on validation tracks.
    private const double TailInflation = 1.6;

    private readonly Prior _prior;
    private readonly DepartureReader _departures;
    private readonly WindowPreparation _preparation;
    private readonly NeuralBlock _block;
    private readonly WindowRefinement? _refinement;
    private readonly WindowCarry _carry;

    /// <summary>Makes an assimilator with its working memory.</summary>
    public WindowAssimilator(Prior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        _prior = prior;
        var observe = new PointObservationOperator(prior.Shape, prior.Normalization, prior.Representativeness);
        _departures = new DepartureReader(observe);
        _preparation = new WindowPreparation(prior, observe);
        _block = new NeuralBlock(prior);
        var physical = prior.Description.Model is null ? null : new Refinement(prior);
        _refinement = physical is null ? null : new WindowRefinement(
            prior, _block, _preparation, _departures, physical);
        _carry = new WindowCarry(prior, observe, _preparation, new NeuralCarry(prior, _block, _preparation), physical);
    }

    /// <summary>Assimilates windows.</summary>
    /// <param name="problems">The windows; any number.</param>
    /// <returns>The estimates in the same order. Numerical failure is a status, not an exception.</returns>
    /// <exception cref="ArgumentException">
    /// An observation, the shift or the number of starts is out of range, what was carried is not from such a window, or
    /// refinement is asked of a prior without a physical model.
    /// </exception>
    public IReadOnlyList<WindowEstimate> Assimilate(IReadOnlyList<WindowProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        foreach (var problem in problems) Require(problem);
        var estimates = new List<WindowEstimate>(problems.Count);
        foreach (var block in problems.Chunk(_block.Capacity)) AssimilateBlock(block, estimates);
        return estimates;
    }

    private void Require(WindowProblem problem)
    {
        if (_refinement is null && problem.RefinementSteps > 0)
            throw new ArgumentException($"prior '{_prior.Description.Name}' knows no physical model, so nothing can be refined");
        if (problem.Shift < 0 || problem.Shift > _prior.Shape.Steps)
            throw new ArgumentException($"a shift of {problem.Shift} steps; expected 0 .. {_prior.Shape.Steps}");
        if (problem.Starts is < 1 or > WindowProblem.MostStarts)
            throw new ArgumentException($"{problem.Starts} starts; expected 1 .. {WindowProblem.MostStarts}");
    }

    private void AssimilateBlock(WindowProblem[] problems, List<WindowEstimate> estimates)
    {
        var windows = Array.ConvertAll(problems, _preparation.Prepare);
        _block.Run(windows);
        var analysed = new AnalysedWindow[problems.Length];
        for (var lane = 0; lane < problems.Length; lane++)
        {
            var estimate = Read(lane, windows[lane]);
            var last = problems[lane].Shift > 0
                ? windows[lane].Outage?.Last ?? _block.StateAt(_prior.Shape.Steps - 1, lane)
                : null;
            analysed[lane] = new AnalysedWindow(windows[lane], estimate, estimate.Mean, last);
        }
        _refinement?.Run(analysed);
        _carry.Run(analysed);
        foreach (var window in analysed) estimates.Add(ToPhysical(window.Estimate));
    }

    // One lane's neural estimate, trajectories in normalised units.
    private WindowEstimate Read(int lane, PreparedWindow window)
    {
        var (status, mean, variance) = Analysis(lane, window);
        var departures = _departures.Read(window, mean, ObservedVariances(lane, window, mean));
        var (before, after) = window.Outage is null && status == SolveStatus.Succeeded ? _block.Cost(lane) : (0, 0);
        return new WindowEstimate
        {
            Status = status,
            FirstGuess = (double[])window.FirstGuess.Clone(),
            Mean = mean,
            StandardDeviation = Array.ConvertAll(variance, Math.Sqrt),
            Departures = departures,
            CostBefore = before,
            CostAfter = after,
            ChiSquare = window.Background.ChiSquare,
            DegreesOfFreedomForSignal = departures.Sum(departure => departure.Influence),
        };
    }

    // How the solve ended, the analysis, and its calibrated variances, which climatology bounds.
    private (SolveStatus Status, double[] Mean, double[] Variance) Analysis(int lane, PreparedWindow window)
    {
        if (window.Outage is { } outage) return (SolveStatus.Succeeded, outage.Mean, outage.Variances);
        var (status, climatology) = (_block.Status(lane), _prior.Climatology.Variances);
        if (status != SolveStatus.Succeeded) return (status, (double[])window.FirstGuess.Clone(), climatology);
        var variance = new double[climatology.Length];
        for (var i = 0; i < variance.Length; i++) variance[i] = _block.Covariance(i, i, lane);
        var factor = _prior.Calibration.Factor(variance.Average());
        var tail = window.Arrival is null ? variance.Length : TailOf(window.Problem);
        for (var i = 0; i < variance.Length; i++)
            variance[i] = Math.Min((i < tail ? factor : factor * TailInflation) * variance[i], climatology[i]);
        return (status, _block.Analysis(lane), variance);
    }

    // The first element of the steps that lie far beyond the newest observation.
    private int TailOf(WindowProblem problem)
    {
        var newest = problem.Observations.Select(observation => observation.Step).DefaultIfEmpty(0).Max();
        return ((int)newest + _prior.Shape.Steps / 4 + 1) * _prior.Shape.Components;
    }

    // Where the solve failed no observation had influence.
    private double[] ObservedVariances(int lane, PreparedWindow window, double[] mean) =>
        _block.Status(lane) == SolveStatus.Succeeded
            ? window.Observations.Operator.Linearize(mean).Variances((row, column) => _block.Covariance(row, column, lane))
            : new double[window.Observations.Count];

    private WindowEstimate ToPhysical(WindowEstimate estimate)
    {
        _prior.Normalization.ToPhysical(estimate.FirstGuess);
        _prior.Normalization.ToPhysical(estimate.Mean);
        _prior.Normalization.ScaleToPhysical(estimate.StandardDeviation);
        _prior.Normalization.ToPhysical(estimate.RefinedMean);
        _prior.Normalization.ScaleToPhysical(estimate.RefinedStandardDeviation);
        var n = _prior.Shape.Components;
        var units = _prior.Normalization.StandardDeviation.AsSpan()[^n..];
        for (var k = 0; k < estimate.LastCovariance?.Length; k++) estimate.LastCovariance[k] *= units[k / n] * units[k % n];
        return estimate;
    }
}
