using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>
/// The outer loop of the paper's Algorithms 1 and 2. 4D-Var is it with <see cref="PhysicalPrior{V}"/> and
/// <see cref="LevenbergMarquardtUpdate{V}"/>, cold diffusion with <see cref="NeuralPrior{V}"/>, no observations and
/// <see cref="ColdDiffusionUpdate{V}"/>, neural assimilation with <see cref="NeuralPrior{V}"/> and the latter or
/// <see cref="DirectUpdate{V}"/>; the hybrid is 4D-Var started from the neural analysis. ADR 0003.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="windows">The windows' observations and first guesses, loaded before each run.</param>
/// <param name="prior">The prior as a function of the iterate.</param>
/// <param name="update">The step from estimate to next iterate.</param>
public sealed class IncrementalAssimilation<V>(WindowBlock<V> windows, IPriorModel<V> prior, IUpdateRule<V> update)
    where V : struct, ILane<V>
{
    private GaussianPrior<V>? _lastPrior;

    /// <summary>The result after <see cref="Run"/>, [d].</summary>
    public LaneArray<V> Analysis { get; } = new(windows.Shape.Size);

    /// <summary>The last estimate; its factor is that of the posterior precision.</summary>
    public MapEstimator<V> Estimate { get; } = new(windows.Shape);

    /// <summary>The cost J of states x, [d], under the last prior.</summary>
    public V Cost(ReadOnlySpan<V> state) => _lastPrior!.Cost(state) + windows.ObservationCost(state);

    /// <summary>Runs the loop from the windows' first guesses.</summary>
    /// <param name="level">The level to begin with: 0, or later where the first guesses are estimates already.</param>
    public void Run(int level = 0)
    {
        windows.FirstGuess.CopyTo(Analysis);
        update.Begin(windows);
        while (true)
        {
            Solve(level, update.Damping);
            if (!update.Next(Analysis, Estimate, level++)) return;
            windows.Continue(Analysis);
        }
    }

    /// <summary>Solves once more at the analysis, undamped: the posterior precision there, for Laplace's approximation.</summary>
    public void SolveAtAnalysis() => Solve(level: 0, damping: V.Of(0));

    private void Solve(int level, V damping)
    {
        windows.Linearize(Analysis);
        _lastPrior = prior.At(Analysis, level);                            // μ(z_k), P⁻¹(z_k)       (2.6), (3.1)
        Estimate.Solve(_lastPrior, windows.Observations, damping);         // x_k = MAP(y; μ_k, P_k)  (2.3)
    }
}
