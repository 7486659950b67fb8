using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Priors;

/// <summary>A prior that depends on the iterate: N(μ(z), P(z)), Eqs. (2.6) and (3.1).</summary>
/// <typeparam name="V">The lane type.</typeparam>
public interface IPriorModel<V> where V : struct, ILane<V>
{
    /// <summary>The prior at the iterates of a block of windows.</summary>
    /// <param name="iterate">The iterates z_k, [d], normalised units.</param>
    /// <param name="level">The level k of the outer loop, from 0.</param>
    /// <returns>The prior; it is valid until the next call.</returns>
    GaussianPrior<V> At(ReadOnlySpan<V> iterate, int level);
}
