using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>
/// Assimilates one window of any length with a convolutional prior, from physical observations to a physical analysis, in O(d) time and
/// memory: a million unknowns take some 0.4 GB. The first guess is a band solve too, under the <see cref="MarkovBackground"/>; otherwise
/// it is the loop of <see cref="WindowAssimilator"/>. Not thread-safe, since buffers are reused. ADR 0017.
/// </summary>
public sealed class LongWindowAssimilator
{
    private const int MostUnknowns = 10_000_000;

    private readonly Prior _prior;
    private readonly WindowShape _shape;
    private readonly Normalization _normalization;
    private readonly PointObservationOperator _observe;
    private readonly DepartureReader _departures;
    private readonly ClimatologicalPrior _pair;
    private readonly WindowBlock<Float32> _window;
    private readonly IncrementalAssimilation<Float32> _firstGuess;
    private readonly IncrementalAssimilation<Float32> _loop;

    /// <summary>Makes an assimilator with its working memory.</summary>
    /// <param name="prior">A prior of convolutional networks.</param>
    /// <param name="steps">The number T of steps of its windows, at least 2; at most ten million unknowns.</param>
    /// <exception cref="ArgumentException">The prior is for windows of one length, or the length is out of range.</exception>
    public LongWindowAssimilator(Prior prior, int steps)
    {
        ArgumentNullException.ThrowIfNull(prior);
        var (networks, n) = (prior.RequireConvolutions(), prior.Shape.Components);
        if (steps < 2 || steps > MostUnknowns / n)
            throw new ArgumentException($"a window of {steps} steps; expected 2 .. {MostUnknowns / n}");
        (_prior, _shape) = (prior, new WindowShape(steps, n));
        _normalization = prior.Normalization.Over(_shape);
        _observe = new PointObservationOperator(_shape, _normalization, prior.Representativeness);
        _departures = new DepartureReader(_observe);
        _window = new WindowBlock<Float32>(_shape);
        var background = MarkovBackground.Of(prior.Climatology, n);
        _pair = background.Over(steps: 2);
        _firstGuess = new(_window, new Constant(background.Prior<Float32>(_shape)), new DirectUpdate<Float32>(levels: 1));
        _loop = new(_window, networks.Model<Float32>(_shape), new DirectUpdate<Float32>(networks.Levels));
    }

    /// <summary>The shape of the window.</summary>
    public WindowShape Shape => _shape;

    /// <summary>Normalised units of the window, the same at every step.</summary>
    public Normalization Normalization => _normalization;

    /// <summary>Assimilates a window.</summary>
    /// <param name="observations">Its observations, in any order; none gives climatology.</param>
    /// <returns>
    /// The estimate; numerical failure is a status. Nothing is refined or carried. Variances are calibrated, stretch by stretch of the
    /// length that the prior was trained on, as those of <see cref="WindowAssimilator"/> are window by window.
    /// </returns>
    /// <exception cref="ArgumentException">An observation is out of range.</exception>
    public WindowEstimate Assimilate(IReadOnlyList<PointObservation> observations)
    {
        var set = _observe.Observe(observations);
        var (firstGuess, chiSquare) = FirstGuess(set);
        _window.Load([firstGuess], [set]);
        _loop.Run();

        var status = _loop.Estimate.Status(lane: 0);
        var failed = status != SolveStatus.Succeeded;
        var mean = failed ? (double[])firstGuess.Clone() : Doubles(_loop.Analysis);
        var departures = Departures(observations, set, mean, failed);
        var estimate = new WindowEstimate
        {
            Status = status,
            FirstGuess = firstGuess,
            Mean = mean,
            StandardDeviation = Deviations(failed),
            Departures = departures,
            CostBefore = failed || set.Count == 0 ? 0 : _loop.Cost(_window.FirstGuess).Get(0),
            CostAfter = failed || set.Count == 0 ? 0 : _loop.Cost(_loop.Analysis).Get(0),
            ChiSquare = chiSquare,
            DegreesOfFreedomForSignal = departures.Sum(departure => departure.Influence),
        };
        _normalization.ToPhysical(estimate.FirstGuess);
        _normalization.ToPhysical(estimate.Mean);
        _normalization.ScaleToPhysical(estimate.StandardDeviation);
        return estimate;
    }

    /// <summary>
    /// 4D-Var of the whole window with the prior's physical model, one descent for all of it: a baseline from the first guess, the
    /// hybrid from an analysis.
    /// </summary>
    /// <param name="start">Where to start, [d], physical units.</param>
    /// <param name="observations">The window's observations.</param>
    /// <param name="maximumSolves">At most so many solves.</param>
    /// <returns>The minimum, [d], physical units.</returns>
    /// <exception cref="ArgumentException">The prior has no physical model, or an observation is out of range.</exception>
    public double[] Refine(double[] start, IReadOnlyList<PointObservation> observations, int maximumSolves)
    {
        var model = _prior.Description.Model ?? throw new ArgumentException(
            $"prior '{_prior.Description.Name}' knows no physical model, so nothing can be refined");
        var window = new WindowBlock<Float64>(_shape);
        var physics = new PhysicalPrior<Float64>(model, _shape, _normalization, _pair);
        window.Load([_normalization.Normalized(start)], [_observe.Observe(observations)]);
        var descent = new IncrementalAssimilation<Float64>(window, physics, new LevenbergMarquardtUpdate<Float64>(physics, maximumSolves));
        descent.Run();
        var minimum = new double[_shape.Size];
        LaneBlock.Gather<Float64>(descent.Analysis, 0, minimum);
        _normalization.ToPhysical(minimum);
        return minimum;
    }

    // Under the background the minimum of the cost is ½ χ² of the innovations.
    private (double[] Mean, double ChiSquare) FirstGuess(ObservationSet set)
    {
        _window.Load([new double[_shape.Size]], [set]);
        _firstGuess.Run();
        return (Doubles(_firstGuess.Analysis), 2 * _firstGuess.Cost(_firstGuess.Analysis).Get(0));
    }

    // Calibrated, and never beyond climatology.
    private double[] Deviations(bool failed)
    {
        var (n, stretch) = (_shape.Components, _prior.Shape.Size);
        var deviations = new double[_shape.Size];
        for (var i = 0; i < deviations.Length; i++) deviations[i] = Math.Sqrt(_pair.Variances[i % n]);
        for (var first = 0; !failed && first < _shape.Size; first += stretch)
        {
            var (end, sum) = (Math.Min(_shape.Size, first + stretch), 0.0);
            for (var i = first; i < end; i++) sum += _loop.Estimate.Covariance[i, i].Get(0);
            var factor = _prior.Calibration.Factor(sum / (end - first));
            for (var i = first; i < end; i++)
                deviations[i] = Math.Min(deviations[i], Math.Sqrt(factor * _loop.Estimate.Covariance[i, i].Get(0)));
        }
        return deviations;
    }

    private ObservationDeparture[] Departures(
        IReadOnlyList<PointObservation> observations, ObservationSet set, double[] mean, bool failed)
    {
        var (rows, n) = (set.Operator.Linearize(mean), _shape.Components);
        // An observation is of one step or of two neighbouring ones.
        double Background(int i, int j)
        {
            var first = Math.Min(i, j) / n * n;
            return _pair.Covariance[i - first, j - first];
        }
        var background = rows.Variances(Background);
        var analysis = failed
            ? new double[set.Count]
            : rows.Variances((i, j) => _loop.Estimate.Covariance[i, j].Get(0));
        return _departures.Read(observations, set, set.Departures(new double[_shape.Size]), background, mean, analysis);
    }

    private double[] Doubles(LaneArray<Float32> lanes)
    {
        var values = new double[_shape.Size];
        LaneBlock.Gather<Float32>(lanes, 0, values);
        return values;
    }

    // The background does not depend on the iterate.
    private sealed class Constant(GaussianPrior<Float32> prior) : IPriorModel<Float32>
    {
        public GaussianPrior<Float32> At(ReadOnlySpan<Float32> iterate, int level) => prior;
    }
}
