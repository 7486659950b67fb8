using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Dynamics;

/// <summary>An autonomous ordinary differential equation u' = f(u) with an analytic derivative.</summary>
/// <typeparam name="V">The lane type: one state in each lane.</typeparam>
public interface IDynamicalSystem<V> where V : struct, ILane<V>
{
    /// <summary>The number φ of components of the state.</summary>
    int StateSize { get; }

    /// <summary>Writes f(u).</summary>
    /// <param name="state">The state u, [φ].</param>
    /// <param name="tendency">Receives f(u) per model time unit, [φ]; must not overlap the state.</param>
    void Tendency(ReadOnlySpan<V> state, Span<V> tendency);

    /// <summary>Writes f'(u) δ for some perturbations δ.</summary>
    /// <param name="state">The state u, [φ].</param>
    /// <param name="perturbations">The perturbations δ, one after the other, [φ] each.</param>
    /// <param name="tangents">Receives Σ_j ∂f_i/∂u_j δ_j of each, in the same order; must not overlap the others.</param>
    void Tangent(ReadOnlySpan<V> state, ReadOnlySpan<V> perturbations, Span<V> tangents);
}
