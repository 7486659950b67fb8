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
    private readonly Prior _prior;
    private readonly PointObservationOperator _operator;
    private readonly WindowPreparation _preparation;
    private readonly NeuralBlock _block;
    private readonly WindowRefinement? _refinement;
    private readonly WindowCarry _carry;

    /// <summary>Makes an assimilator with its working memory.</summary>
    public WindowAssimilator(Prior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        _prior = prior;
        _operator = new PointObservationOperator(prior.Shape, prior.Normalization, prior.Representativeness);
        _preparation = new WindowPreparation(prior, _operator);
        _block = new NeuralBlock(prior);
        var physical = prior.Description.Model is null ? null : new Refinement(prior);
        _refinement = physical is null ? null : new WindowRefinement(prior, _block, _preparation, physical);
        _carry = new WindowCarry(prior, _operator, _preparation, new NeuralCarry(prior, _block, _preparation), physical);
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
        var departures = Departures(lane, window, mean);
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
        var (status, climatology) = (_block.Status(lane), _prior.Climatology.Covariance.Diagonal().ToArray());
        if (status != SolveStatus.Succeeded) return (status, (double[])window.FirstGuess.Clone(), climatology);
        var variance = new double[climatology.Length];
        for (var i = 0; i < variance.Length; i++) variance[i] = _block.Covariance(i, i, lane);
        var factor = _prior.Calibration.Factor(variance.Average());
        for (var i = 0; i < variance.Length; i++) variance[i] = Math.Min(factor * variance[i], climatology[i]);
        return (status, _block.Analysis(lane), variance);
    }

    private ObservationDeparture[] Departures(int lane, PreparedWindow window, double[] mean)
    {
        var (observations, background) = (window.Observations, window.Background);
        var rows = observations.Operator.Linearize(mean);
        var oMinusA = observations.Departures(mean);
        var departures = new ObservationDeparture[observations.Count];
        for (var i = 0; i < departures.Length; i++)
        {
            var scale = _operator.Scale(window.Problem.Observations[i]);
            var square = scale * scale;
            departures[i] = new ObservationDeparture(
                scale * background.Innovations[i], scale * oMinusA[i], square * background.BackgroundVariances[i],
                square * AnalysisVariance(lane, rows.Columns(i), rows.Weights(i)), square * observations.ErrorVariances[i]);
        }
        return departures;
    }

    private double AnalysisVariance(int lane, ReadOnlySpan<int> columns, ReadOnlySpan<double> weights)
    {
        if (_block.Status(lane) != SolveStatus.Succeeded) return 0;
        var variance = 0.0;
        for (var k = 0; k < columns.Length; k++)
        {
            for (var l = 0; l < columns.Length; l++)
                variance += weights[k] * weights[l] * _block.Covariance(columns[k], columns[l], lane);
        }
        return variance;
    }

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
