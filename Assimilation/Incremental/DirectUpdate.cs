using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>The estimate is the next iterate: our default, for priors trained on their own iterates.</summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="levels">The number of applications of the prior.</param>
public sealed class DirectUpdate<V>(int levels) : IUpdateRule<V> where V : struct, ILane<V>
{
    /// <inheritdoc/>
    public V Damping => V.Of(0);

    /// <inheritdoc/>
    public void Begin(WindowBlock<V> windows)
    {
    }

    /// <inheritdoc/>
    public bool Next(Span<V> iterate, MapEstimator<V> estimate, int level)
    {
        estimate.Mean.CopyTo(iterate);
        return level + 1 < levels;
    }
}
