using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>
/// Assimilates windows from physical observations to physical analyses: the library's front door and the service's kernel.
/// Windows run side by side in float32 lanes. Not thread-safe, since buffers are reused; make one for each thread and prior.
/// </summary>
public sealed class WindowAssimilator
{
    private readonly Prior _prior;
    private readonly PointObservationOperator _operator;
    private readonly WindowBlock<Float32Lanes> _windows;
    private readonly IncrementalAssimilation<Float32Lanes> _loop;
    private readonly Refinement? _refinement;

    /// <summary>Makes an assimilator with its working memory.</summary>
    public WindowAssimilator(Prior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        _prior = prior;
        _operator = new PointObservationOperator(prior.Shape, prior.Normalization, prior.Representativeness);
        _windows = new WindowBlock<Float32Lanes>(prior.Shape);
        _loop = NeuralAssimilation.Create(prior, _windows);
        _refinement = prior.Description.Model is null ? null : new Refinement(prior);
    }

    /// <summary>Assimilates windows.</summary>
    /// <param name="problems">The windows; any number.</param>
    /// <returns>The estimates in the same order. Numerical failure is a status, not an exception.</returns>
    /// <exception cref="ArgumentException">
    /// An observation is out of range, or refinement is asked of a prior without a physical model.
    /// </exception>
    public IReadOnlyList<WindowEstimate> Assimilate(IReadOnlyList<WindowProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (_refinement is null && problems.Any(problem => problem.RefinementSteps > 0))
            throw new ArgumentException($"prior '{_prior.Description.Name}' knows no physical model, so nothing can be refined");
        var estimates = new List<WindowEstimate>(problems.Count);
        foreach (var block in problems.Chunk(Float32Lanes.Count)) AssimilateBlock(block, estimates);
        return estimates;
    }

    private void AssimilateBlock(WindowProblem[] problems, List<WindowEstimate> estimates)
    {
        var observations = Array.ConvertAll(problems, problem => _operator.Observe(problem.Observations));
        var firstGuesses = Array.ConvertAll(observations, _prior.Climatology.FirstGuess);
        // Cold diffusion sees the observations in its first guess only.
        var brought = _prior.Networks.Form != PriorForm.MeanOnly
            ? observations
            : Array.ConvertAll(observations, _ => ObservationSet.Empty(_prior.Shape.Size));
        _windows.Load(Array.ConvertAll(firstGuesses, guess => guess.Mean), brought);
        _loop.Run();
        var (before, after) = (_loop.Cost(_windows.FirstGuess), _loop.Cost(_loop.Analysis));

        var neural = new WindowEstimate[problems.Length];
        for (var lane = 0; lane < problems.Length; lane++)
        {
            neural[lane] = Read(lane, problems[lane], observations[lane], firstGuesses[lane]);
            if (neural[lane].Status == SolveStatus.Succeeded)
                neural[lane] = neural[lane] with { CostBefore = before.Get(lane), CostAfter = after.Get(lane) };
        }
        Refine(problems, observations, neural);
        foreach (var estimate in neural) estimates.Add(ToPhysical(estimate));
    }

    // One lane's neural estimate, trajectories in normalised units.
    private WindowEstimate Read(int lane, WindowProblem problem, ObservationSet observations, GainFormEstimate firstGuess)
    {
        var size = _prior.Shape.Size;
        var (mean, variance) = ((double[])firstGuess.Mean.Clone(), _prior.Climatology.Covariance.Diagonal().ToArray());
        var status = _loop.Estimate.Status(lane);
        if (status == SolveStatus.Succeeded)
        {
            LaneBlock.Gather<Float32Lanes>(_loop.Analysis, lane, mean);
            for (var i = 0; i < size; i++) variance[i] = _loop.Estimate.Covariance[i, i].Get(lane);
            var factor = _prior.Calibration.Factor(variance.Average());
            for (var i = 0; i < size; i++) variance[i] *= factor;
        }
        var departures = Departures(lane, problem, observations, firstGuess, mean);
        return new WindowEstimate
        {
            Status = status,
            FirstGuess = (double[])firstGuess.Mean.Clone(),
            Mean = mean,
            StandardDeviation = Array.ConvertAll(variance, Math.Sqrt),
            Departures = departures,
            CostBefore = 0,
            CostAfter = 0,
            ChiSquare = firstGuess.ChiSquare,
            DegreesOfFreedomForSignal = departures.Sum(departure => departure.Influence),
        };
    }

    private ObservationDeparture[] Departures(
        int lane, WindowProblem problem, ObservationSet observations, GainFormEstimate firstGuess, double[] mean)
    {
        var rows = observations.Operator.Linearize(mean);
        var oMinusA = observations.Departures(mean);
        var departures = new ObservationDeparture[observations.Count];
        for (var i = 0; i < departures.Length; i++)
        {
            var scale = _operator.Scale(problem.Observations[i]);
            var square = scale * scale;
            departures[i] = new ObservationDeparture(
                scale * firstGuess.Innovations[i], scale * oMinusA[i], square * firstGuess.BackgroundVariances[i],
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

    private void Refine(WindowProblem[] problems, ObservationSet[] observations, WindowEstimate[] estimates)
    {
        var wanted = Enumerable.Range(0, problems.Length).Where(i => problems[i].RefinementSteps > 0);
        foreach (var group in wanted.GroupBy(i => problems[i].RefinementSteps))
        {
            int[] members = [.. group];
            var refined = _refinement!.Run(
                Array.ConvertAll(members, i => estimates[i].Mean), Array.ConvertAll(members, i => observations[i]), group.Key);
            for (var k = 0; k < members.Length; k++)
            {
                estimates[members[k]] = estimates[members[k]] with
                {
                    RefinedMean = refined[k].Mean,
                    RefinedStandardDeviation = refined[k].StandardDeviation,
                };
            }
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
