using NeuralDA.Assimilation.Lanes;
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
    private readonly WindowBlock<Float32Lanes> _windows;
    private readonly IncrementalAssimilation<Float32Lanes> _loop;
    private readonly Refinement? _refinement;
    private readonly WindowCarry _carry;

    /// <summary>Makes an assimilator with its working memory.</summary>
    public WindowAssimilator(Prior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        _prior = prior;
        _operator = new PointObservationOperator(prior.Shape, prior.Normalization, prior.Representativeness);
        _preparation = new WindowPreparation(prior, _operator);
        _windows = new WindowBlock<Float32Lanes>(prior.Shape);
        _loop = NeuralAssimilation.Create(prior, _windows);
        _refinement = prior.Description.Model is null ? null : new Refinement(prior);
        _carry = new WindowCarry(prior, _operator, _preparation, new NeuralCarry(prior, _windows, _loop, _preparation), _refinement);
    }

    /// <summary>Assimilates windows.</summary>
    /// <param name="problems">The windows; any number.</param>
    /// <returns>The estimates in the same order. Numerical failure is a status, not an exception.</returns>
    /// <exception cref="ArgumentException">
    /// An observation or the shift is out of range, what was carried is not from such a window, or refinement is asked of a
    /// prior without a physical model.
    /// </exception>
    public IReadOnlyList<WindowEstimate> Assimilate(IReadOnlyList<WindowProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        foreach (var problem in problems) Require(problem);
        var estimates = new List<WindowEstimate>(problems.Count);
        foreach (var block in problems.Chunk(Float32Lanes.Count)) AssimilateBlock(block, estimates);
        return estimates;
    }

    private void Require(WindowProblem problem)
    {
        if (_refinement is null && problem.RefinementSteps > 0)
            throw new ArgumentException($"prior '{_prior.Description.Name}' knows no physical model, so nothing can be refined");
        if (problem.Shift < 0 || problem.Shift > _prior.Shape.Steps)
            throw new ArgumentException($"a shift of {problem.Shift} steps; expected 0 .. {_prior.Shape.Steps}");
    }

    private void AssimilateBlock(WindowProblem[] problems, List<WindowEstimate> estimates)
    {
        var windows = Array.ConvertAll(problems, _preparation.Prepare);
        Load(windows);
        _loop.Run();
        var (before, after) = (_loop.Cost(_windows.FirstGuess), _loop.Cost(_loop.Analysis));

        var analysed = new AnalysedWindow[problems.Length];
        for (var lane = 0; lane < problems.Length; lane++)
        {
            var estimate = Read(lane, windows[lane]);
            if (estimate.Status == SolveStatus.Succeeded)
                estimate = estimate with { CostBefore = before.Get(lane), CostAfter = after.Get(lane) };
            var last = problems[lane].Shift > 0 ? _loop.Estimate.StateAt(_prior.Shape.Steps - 1, lane) : null;
            analysed[lane] = new AnalysedWindow(windows[lane], estimate, estimate.Mean, last);
        }
        Refine(analysed);
        _carry.Run(analysed);
        foreach (var window in analysed) estimates.Add(ToPhysical(window.Estimate));
    }

    private void Load(PreparedWindow[] windows)
    {
        var firstGuesses = Array.ConvertAll(windows, window => window.FirstGuess);
        // Cold diffusion sees the observations, and what was carried, in its first guess only.
        if (_prior.Networks.Form == PriorForm.MeanOnly)
            _windows.Load(firstGuesses, Array.ConvertAll(windows, _ => ObservationSet.Empty(_prior.Shape.Size)));
        else
            _windows.Load(firstGuesses, Array.ConvertAll(windows, window => window.Observations),
                Array.ConvertAll(windows, window => window.Arrival));
    }

    // One lane's neural estimate, trajectories in normalised units.
    private WindowEstimate Read(int lane, PreparedWindow window)
    {
        var size = _prior.Shape.Size;
        var (mean, variance) = ((double[])window.FirstGuess.Clone(), _prior.Climatology.Covariance.Diagonal().ToArray());
        var status = _loop.Estimate.Status(lane);
        if (status == SolveStatus.Succeeded)
        {
            LaneBlock.Gather<Float32Lanes>(_loop.Analysis, lane, mean);
            var climatology = variance;
            variance = new double[size];
            for (var i = 0; i < size; i++) variance[i] = _loop.Estimate.Covariance[i, i].Get(lane);
            var factor = _prior.Calibration.Factor(variance.Average());
            for (var i = 0; i < size; i++) variance[i] = Math.Min(factor * variance[i], climatology[i]);
        }
        var departures = Departures(lane, window, mean);
        return new WindowEstimate
        {
            Status = status,
            FirstGuess = (double[])window.FirstGuess.Clone(),
            Mean = mean,
            StandardDeviation = Array.ConvertAll(variance, Math.Sqrt),
            Departures = departures,
            CostBefore = 0,
            CostAfter = 0,
            ChiSquare = window.Background.ChiSquare,
            DegreesOfFreedomForSignal = departures.Sum(departure => departure.Influence),
        };
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
        if (_loop.Estimate.Status(lane) != SolveStatus.Succeeded) return 0;
        var variance = 0.0;
        for (var k = 0; k < columns.Length; k++)
        {
            for (var l = 0; l < columns.Length; l++)
                variance += weights[k] * weights[l] * _loop.Estimate.Covariance[columns[k], columns[l]].Get(lane);
        }
        return variance;
    }

    private void Refine(AnalysedWindow[] windows)
    {
        var wanted = Enumerable.Range(0, windows.Length).Where(i => windows[i].Problem.RefinementSteps > 0);
        foreach (var group in wanted.GroupBy(i => windows[i].Problem.RefinementSteps))
        {
            int[] members = [.. group];
            var refined = _refinement!.Run(
                Array.ConvertAll(members, i => windows[i].Estimate.Mean), Array.ConvertAll(members, i => windows[i].Observations),
                group.Key, Array.ConvertAll(members, i => windows[i].Arrival));
            for (var k = 0; k < members.Length; k++) windows[members[k]] = windows[members[k]].With(refined[k]);
        }
    }

    private WindowEstimate ToPhysical(WindowEstimate estimate)
    {
        _prior.Normalization.ToPhysical(estimate.FirstGuess);
        _prior.Normalization.ToPhysical(estimate.Mean);
        _prior.Normalization.ScaleToPhysical(estimate.StandardDeviation);
        _prior.Normalization.ToPhysical(estimate.RefinedMean);
        _prior.Normalization.ScaleToPhysical(estimate.RefinedStandardDeviation);
        return estimate;
    }
}
