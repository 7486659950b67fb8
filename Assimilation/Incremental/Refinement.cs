using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

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
    }

    /// <summary>Minimises the weak-constraint cost.</summary>
    /// <param name="starts">Where to start, [d] each, normalised units.</param>
    /// <param name="observations">The windows' observations.</param>
    /// <param name="maximumSolves">At most so many solves.</param>
    public IReadOnlyList<RefinedWindow> Run(
        IReadOnlyList<double[]> starts, IReadOnlyList<ObservationSet> observations, int maximumSolves)
    {
        var refined = new List<RefinedWindow>(starts.Count);
        var update = new LevenbergMarquardtUpdate<Float64Lanes>(_physics, maximumSolves);
        var loop = new IncrementalAssimilation<Float64Lanes>(_windows, _physics, update);
        for (var first = 0; first < starts.Count; first += Float64Lanes.Count)
        {
            var count = Math.Min(Float64Lanes.Count, starts.Count - first);
            _windows.Load([.. starts.Skip(first).Take(count)], [.. observations.Skip(first).Take(count)]);
            loop.Run();
            loop.SolveAtAnalysis();
            for (var lane = 0; lane < count; lane++) refined.Add(Read(loop, update, lane));
        }
        return refined;
    }

    private RefinedWindow Read(
        IncrementalAssimilation<Float64Lanes> loop, LevenbergMarquardtUpdate<Float64Lanes> update, int lane)
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
            mean, deviation, cost, logEvidence, (int)update.Solves.Get(lane), update.SolvesToThreshold(lane));
    }
}

/// <summary>A window after refinement.</summary>
/// <param name="Mean">The minimum of the cost, [d], normalised units.</param>
/// <param name="StandardDeviation">From the Gauss-Newton precision there (Laplace), capped at climatology, [d].</param>
/// <param name="Cost">The cost J.</param>
/// <param name="LogEvidence">−J − ½ log det A: how probable the observations are under this minimum, up to a constant.</param>
/// <param name="Solves">The solves until convergence.</param>
/// <param name="SolvesToThreshold">Those until J / (d + m) fell below 0.05; null if it never did.</param>
public sealed record RefinedWindow(
    double[] Mean, double[] StandardDeviation, double Cost, double LogEvidence, int Solves, int? SolvesToThreshold);
