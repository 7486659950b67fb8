using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>
/// 4D-Var from given starts: the quality dial of the hybrid, and the baseline when started from the first guess. Windows lie in
/// float64 lanes: the few starts of one in a vector, more in eight lanes, of two vectors that hide each other's latency where the
/// machine has none that wide; one alone goes without vectors. The bits are the same. Not thread-safe.
/// </summary>
public sealed class Refinement
{
    /// <summary>Solves that suffice for all but a few windows to converge.</summary>
    public const int Converged = 200;

    private readonly Lazy<IRefinementLanes> _one;
    private readonly Lazy<IRefinementLanes> _few;
    private readonly Lazy<IRefinementLanes> _many;

    /// <summary>Makes it for a prior with a physical model.</summary>
    /// <exception cref="ArgumentException">The prior has none.</exception>
    public Refinement(Prior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        var model = prior.Description.Model ?? throw new ArgumentException(
            $"prior '{prior.Description.Name}' knows no physical model, so its analyses cannot be refined");
        _one = new(() => new RefinementLanes<Float64>(prior, model));
        _few = new(() => new RefinementLanes<Float64Lanes>(prior, model));
        _many = new(() => MachineVectors.Bits == 512
            ? new RefinementLanes<Float64x8>(prior, model)
            : new RefinementLanes<Pair<Float64Lanes>>(prior, model));
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
        ArgumentNullException.ThrowIfNull(starts);
        return For(starts.Count).Run(starts, observations, maximumSolves, arrivals);
    }

    /// <summary>
    /// Carries by the physical model: one undamped Gauss-Newton step of the dropped terms only, at the analysis. The model
    /// terms beyond the next window's begin hold nothing about it, so they may stay in.
    /// </summary>
    /// <returns>The next windows' first states, each in the units of a first step; null where the solve failed.</returns>
    internal StateEstimate?[] Carry(IReadOnlyList<CarryTask> tasks) => For(tasks.Count).Carry(tasks);

    private IRefinementLanes For(int windows) =>
        (windows == 1 ? _one : windows <= Float64Lanes.Count ? _few : _many).Value;
}
