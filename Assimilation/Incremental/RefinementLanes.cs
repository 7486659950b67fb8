using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Assimilation.Incremental;

/// <inheritdoc/>
/// <typeparam name="V">The lane type.</typeparam>
internal sealed class RefinementLanes<V> : IRefinementLanes where V : struct, ILane<V>
{
    private readonly Prior _prior;
    private readonly WindowBlock<V> _windows;
    private readonly PhysicalPrior<V> _physics;
    private readonly IncrementalAssimilation<V> _gaussNewtonStep;
    private readonly PhysicalForecast _forecast;

    /// <summary>Makes it with its working memory.</summary>
    public RefinementLanes(Prior prior, PhysicalModel model)
    {
        _prior = prior;
        _windows = new WindowBlock<V>(prior.Shape);
        _physics = new PhysicalPrior<V>(model, prior.Shape, prior.Normalization, prior.Climatology);
        _gaussNewtonStep = new IncrementalAssimilation<V>(_windows, _physics, new DirectUpdate<V>(levels: 1));
        _forecast = new PhysicalForecast(model);
    }

    /// <inheritdoc/>
    public IReadOnlyList<RefinedWindow> Run(
        IReadOnlyList<double[]> starts, IReadOnlyList<ObservationSet> observations, int maximumSolves,
        IReadOnlyList<StateInformation?>? arrivals)
    {
        var descents = new Descents(this, starts, observations, maximumSolves, arrivals);
        var minima = descents.Run();
        var refined = new List<RefinedWindow>(starts.Count);
        for (var first = 0; first < starts.Count; first += V.Count)
        {
            var count = Math.Min(V.Count, starts.Count - first);
            _windows.Load(
                Array.ConvertAll(minima[first..(first + count)], minimum => minimum.State), [.. observations.Skip(first).Take(count)],
                arrivals is null ? [] : [.. arrivals.Skip(first).Take(count)]);
            _gaussNewtonStep.Run();
            var logDeterminant = BandCholesky.LogDeterminant(_gaussNewtonStep.Estimate.Factor);
            for (var lane = 0; lane < count; lane++)
                refined.Add(Read(minima[first + lane], observations[first + lane], logDeterminant.Get(lane), lane));
        }
        return refined;
    }

    /// <inheritdoc/>
    public StateEstimate?[] Carry(IReadOnlyList<CarryTask> tasks)
    {
        var states = new StateEstimate?[tasks.Count];
        for (var first = 0; first < tasks.Count; first += V.Count)
        {
            CarryTask[] block = [.. tasks.Skip(first).Take(V.Count)];
            _windows.Load(
                Array.ConvertAll(block, task => task.Analysis), Array.ConvertAll(block, task => task.Dropped),
                Array.ConvertAll(block, task => task.Arrival));
            _gaussNewtonStep.Run();
            for (var lane = 0; lane < block.Length; lane++) states[first + lane] = StateAt(block[lane].Shift, lane);
        }
        return states;
    }

    private StateEstimate? StateAt(int shift, int lane)
    {
        var (estimate, units) = (_gaussNewtonStep.Estimate, _prior.Normalization);
        if (estimate.Status(lane) != SolveStatus.Succeeded) return null;
        if (shift < _prior.Shape.Steps) return units.Rebase(estimate.StateAt(shift, lane), shift, 0);
        return units.Normalized(_forecast.Next(units.ToPhysical(estimate.StateAt(shift - 1, lane), shift - 1)), 0);
    }

    // The covariance of an undamped Gauss-Newton step at the minimum: Laplace's approximation.
    private RefinedWindow Read(Minimum minimum, ObservationSet observations, double logDeterminant, int lane)
    {
        var covariance = _gaussNewtonStep.Estimate.Covariance;
        var deviation = new double[minimum.State.Length];
        for (var i = 0; i < deviation.Length; i++)
        {
            // The linearised covariance grows without bound where nothing is observed; climatology knows better.
            var climatological = _prior.Climatology.Variances[i];
            var variance = covariance[i, i].Get(lane);
            deviation[i] = Math.Sqrt(variance < climatological ? variance : climatological);
        }
        return new RefinedWindow(
            minimum.State, deviation, minimum.Cost, -minimum.Cost - logDeterminant / 2, minimum.Solves, minimum.SolvesToThreshold,
            Covariances(covariance, lane),
            observations.Operator.Linearize(minimum.State).Variances((row, column) => covariance[row, column].Get(lane)));
    }

    private double[] Covariances(BandMatrix<V> covariance, int lane)
    {
        var (steps, n) = (_prior.Shape.Steps, _prior.Shape.Components);
        var covariances = new double[steps * n * n];
        for (var (step, k) = (0, 0); step < steps; step++)
        {
            for (var element = 0; element < n * n; element++, k++)
                covariances[k] = covariance[step * n + element / n, step * n + element % n].Get(lane);
        }
        return covariances;
    }

    private sealed record Minimum(double[] State, double Cost, int Solves, int? SolvesToThreshold);

    /// <summary>
    /// The descents of many windows, each in a lane; whose window has arrived takes the next, so that no lane waits for another.
    /// </summary>
    private sealed class Descents
    {
        private readonly RefinementLanes<V> _lanes;
        private readonly IReadOnlyList<double[]> _starts;
        private readonly IReadOnlyList<ObservationSet> _observations;
        private readonly IReadOnlyList<StateInformation?>? _arrivals;
        private readonly LevenbergMarquardtUpdate<V> _update;
        private readonly IncrementalAssimilation<V> _loop;
        private readonly Minimum[] _minima;
        private readonly int?[] _windowOfLane = new int?[V.Count];
        private int _loaded;

        public Descents(
            RefinementLanes<V> lanes, IReadOnlyList<double[]> starts, IReadOnlyList<ObservationSet> observations, int maximumSolves,
            IReadOnlyList<StateInformation?>? arrivals)
        {
            (_lanes, _starts, _observations, _arrivals) = (lanes, starts, observations, arrivals);
            _minima = new Minimum[starts.Count];
            _update = new LevenbergMarquardtUpdate<V>(lanes._physics, maximumSolves, Next);
            _loop = new IncrementalAssimilation<V>(lanes._windows, lanes._physics, _update);
        }

        public Minimum[] Run()
        {
            if (_starts.Count == 0) return [];
            _loaded = Math.Min(V.Count, _starts.Count);
            for (var lane = 0; lane < _loaded; lane++) _windowOfLane[lane] = lane;
            // Lanes beyond the last window repeat it, unheeded.
            _lanes._windows.Load(
                [.. _starts.Take(_loaded)], [.. _observations.Take(_loaded)], _arrivals is null ? [] : [.. _arrivals.Take(_loaded)]);
            _loop.Run();
            return _minima;
        }

        private bool Next(int lane, Span<V> iterate)
        {
            if (_windowOfLane[lane] is not { } done) return false;
            var state = new double[_lanes._prior.Shape.Size];
            LaneBlock.Gather<V>(iterate, lane, state);
            _minima[done] = new Minimum(
                state, _update.Cost.Get(lane), (int)_update.Solves.Get(lane), _update.SolvesToThreshold(lane));
            _windowOfLane[lane] = null;
            if (_loaded == _starts.Count) return false;

            var window = _loaded++;
            _windowOfLane[lane] = window;
            _lanes._windows.Load(lane, _starts[window], _observations[window], _arrivals?[window]);
            LaneBlock.Scatter(_starts[window], iterate, lane);
            return true;
        }
    }
}
