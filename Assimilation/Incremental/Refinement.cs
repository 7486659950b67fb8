using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>
/// 4D-Var from given starts: the quality dial of the hybrid, and the baseline when started from the first guess. Many windows
/// at once, one in each float64 lane. Not thread-safe.
/// </summary>
public sealed class Refinement
{
    /// <summary>Solves that suffice for all but a few windows to converge.</summary>
    public const int Converged = 200;

    private readonly Prior _prior;
    private readonly WindowBlock<Float64Lanes> _windows;
    private readonly PhysicalPrior<Float64Lanes> _physics;
    private readonly IncrementalAssimilation<Float64Lanes> _gaussNewtonStep;
    private readonly PhysicalForecast _forecast;

    /// <summary>Makes it for a prior with a physical model.</summary>
    /// <exception cref="ArgumentException">The prior has none.</exception>
    public Refinement(Prior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        var model = prior.Description.Model ?? throw new ArgumentException(
            $"prior '{prior.Description.Name}' knows no physical model, so its analyses cannot be refined");
        _prior = prior;
        _windows = new WindowBlock<Float64Lanes>(prior.Shape);
        _physics = new PhysicalPrior<Float64Lanes>(model, prior.Shape, prior.Normalization, prior.Climatology);
        _gaussNewtonStep = new IncrementalAssimilation<Float64Lanes>(_windows, _physics, new DirectUpdate<Float64Lanes>(levels: 1));
        _forecast = new PhysicalForecast(model);
    }

    /// <summary>Minimises the weak-constraint cost.</summary>
    /// <param name="starts">Where to start, [d] each, normalised units.</param>
    /// <param name="observations">The windows' observations.</param>
    /// <param name="maximumSolves">At most so many solves.</param>
    /// <param name="arrivals">
    /// What is known of each window's first state beyond climatology, or null. With the climatological background it makes a
    /// background that is never vaguer than climatology.
    /// </param>
    public IReadOnlyList<RefinedWindow> Run(
        IReadOnlyList<double[]> starts, IReadOnlyList<ObservationSet> observations, int maximumSolves,
        IReadOnlyList<StateInformation?>? arrivals = null)
    {
        var refined = new List<RefinedWindow>(starts.Count);
        var update = new LevenbergMarquardtUpdate<Float64Lanes>(_physics, maximumSolves);
        var loop = new IncrementalAssimilation<Float64Lanes>(_windows, _physics, update);
        for (var first = 0; first < starts.Count; first += Float64Lanes.Count)
        {
            var count = Math.Min(Float64Lanes.Count, starts.Count - first);
            _windows.Load(
                [.. starts.Skip(first).Take(count)], [.. observations.Skip(first).Take(count)],
                arrivals is null ? [] : [.. arrivals.Skip(first).Take(count)]);
            loop.Run();
            loop.SolveAtAnalysis();
            for (var lane = 0; lane < count; lane++) refined.Add(Read(loop, update, observations[first + lane], lane));
        }
        return refined;
    }

    /// <summary>
    /// Carries by the physical model: one undamped Gauss-Newton step of the dropped terms only, at the analysis. The model
    /// terms beyond the next window's begin hold nothing about it, so they may stay in.
    /// </summary>
    /// <returns>The next windows' first states, each in the units of a first step; null where the solve failed.</returns>
    internal StateEstimate?[] Carry(IReadOnlyList<CarryTask> tasks)
    {
        var states = new StateEstimate?[tasks.Count];
        for (var first = 0; first < tasks.Count; first += Float64Lanes.Count)
        {
            CarryTask[] block = [.. tasks.Skip(first).Take(Float64Lanes.Count)];
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

    private RefinedWindow Read(
        IncrementalAssimilation<Float64Lanes> loop, LevenbergMarquardtUpdate<Float64Lanes> update,
        ObservationSet observations, int lane)
    {
        var mean = new double[_prior.Shape.Size];
        var deviation = new double[mean.Length];
        LaneBlock.Gather<Float64Lanes>(loop.Analysis, lane, mean);
        for (var i = 0; i < deviation.Length; i++)
        {
            // The linearised covariance grows without bound where nothing is observed; climatology knows better.
            var climatological = _prior.Climatology.Covariance[i, i];
            var variance = loop.Estimate.Covariance[i, i].Get(lane);
            deviation[i] = Math.Sqrt(variance < climatological ? variance : climatological);
        }
        var cost = update.Cost.Get(lane);
        var logEvidence = -cost - BandCholesky.LogDeterminant(loop.Estimate.Factor).Get(lane) / 2;
        return new RefinedWindow(
            mean, deviation, cost, logEvidence, (int)update.Solves.Get(lane), update.SolvesToThreshold(lane),
            Covariances(loop.Estimate, lane),
            observations.Operator.Linearize(mean).Variances((row, column) => loop.Estimate.Covariance[row, column].Get(lane)));
    }

    private double[] Covariances(MapEstimator<Float64Lanes> estimate, int lane)
    {
        var (steps, n) = (_prior.Shape.Steps, _prior.Shape.Components);
        var covariances = new double[steps * n * n];
        for (var (step, k) = (0, 0); step < steps; step++)
        {
            for (var element = 0; element < n * n; element++, k++)
                covariances[k] = estimate.Covariance[step * n + element / n, step * n + element % n].Get(lane);
        }
        return covariances;
    }
}
