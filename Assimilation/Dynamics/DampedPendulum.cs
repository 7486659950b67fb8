using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Dynamics;

/// <summary>A pendulum with friction: q' = p, p' = −k sin q − c p, for the angle q [rad] and the momentum p [rad/s].</summary>
/// <param name="stiffness">Gravity over length, k [1/s²].</param>
/// <param name="damping">The friction coefficient c [1/s]; zero conserves the energy p²/2 − k cos q.</param>
/// <typeparam name="V">The lane type.</typeparam>
public sealed class DampedPendulum<V>(double stiffness = 2, double damping = 0.1) : IDynamicalSystem<V>
    where V : struct, ILane<V>
{
    private readonly V _stiffness = V.Of(stiffness), _damping = V.Of(damping);

    /// <inheritdoc/>
    public int StateSize => 2;

    /// <summary>Gravity over length, k [1/s²].</summary>
    public double Stiffness => stiffness;

    /// <summary>The friction coefficient c [1/s].</summary>
    public double Damping => damping;

    /// <inheritdoc/>
    public void Tendency(ReadOnlySpan<V> state, Span<V> tendency)
    {
        var (q, p) = (state[0], state[1]);
        tendency[0] = p;
        tendency[1] = -(_stiffness * V.Sin(q) + _damping * p);
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<V> state, ReadOnlySpan<V> perturbations, Span<V> tangents)
    {
        var slope = _stiffness * V.Cos(state[0]);
        for (var i = 0; i < perturbations.Length; i += 2)
        {
            var (q, p) = (perturbations[i], perturbations[i + 1]);
            tangents[i] = p;
            tangents[i + 1] = -(slope * q + _damping * p);
        }
    }
}
