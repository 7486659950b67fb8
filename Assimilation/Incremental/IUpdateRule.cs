using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>How the outer loop goes from one iterate and its estimate to the next iterate.</summary>
/// <typeparam name="V">The lane type.</typeparam>
public interface IUpdateRule<V> where V : struct, ILane<V>
{
    /// <summary>The damping λ of the next solve, see <see cref="MapEstimator{V}.Solve"/>; 0 for none.</summary>
    V Damping { get; }

    /// <summary>Starts over with other windows.</summary>
    void Begin(WindowBlock<V> windows);

    /// <summary>Replaces the iterate z_k by z_{k+1}; after the last level that is the result.</summary>
    /// <param name="iterate">z_k, then z_{k+1}, [d].</param>
    /// <param name="estimate">The estimate x_k at this level.</param>
    /// <param name="level">The level k, from 0.</param>
    /// <returns>Whether another level follows.</returns>
    bool Next(Span<V> iterate, MapEstimator<V> estimate, int level);
}
