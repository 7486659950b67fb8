using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Dynamics;

/// <summary>
/// Convection reduced to three modes, chaotic at the default parameters: u1' = σ (u2 − u1), u2' = u1 (ρ − u3) − u2,
/// u3' = u1 u2 − β u3. Lorenz, "Deterministic nonperiodic flow", J. Atmos. Sci. 20, 1963, Eqs. (25)-(27).
/// </summary>
/// <param name="sigma">The Prandtl number σ.</param>
/// <param name="rho">The relative Rayleigh number ρ.</param>
/// <param name="beta">The aspect of the convection cells β.</param>
/// <typeparam name="V">The lane type.</typeparam>
public sealed class Lorenz63<V>(double sigma = 10, double rho = 28, double beta = 8.0 / 3) : IDynamicalSystem<V>
    where V : struct, ILane<V>
{
    private readonly V _sigma = V.Of(sigma), _rho = V.Of(rho), _beta = V.Of(beta);

    /// <inheritdoc/>
    public int StateSize => 3;

    /// <summary>The Prandtl number σ.</summary>
    public double Sigma => sigma;

    /// <summary>The relative Rayleigh number ρ.</summary>
    public double Rho => rho;

    /// <summary>The aspect of the convection cells β.</summary>
    public double Beta => beta;

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public void Tendency(ReadOnlySpan<V> state, Span<V> tendency)
    {
        var (u1, u2, u3) = (state[0], state[1], state[2]);
        tendency[0] = _sigma * (u2 - u1);
        tendency[1] = u1 * (_rho - u3) - u2;
        tendency[2] = u1 * u2 - _beta * u3;
    }

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public void Tangent(ReadOnlySpan<V> state, ReadOnlySpan<V> perturbations, Span<V> tangents)
    {
        var (u1, u2, rest) = (state[0], state[1], _rho - state[2]);
        for (var i = 0; i < perturbations.Length; i += 3)
        {
            var delta = perturbations.Slice(i, 3);
            var (d1, d2, d3) = (delta[0], delta[1], delta[2]);
            var tangent = tangents.Slice(i, 3);
            tangent[0] = _sigma * (d2 - d1);
            tangent[1] = rest * d1 - d2 - u1 * d3;
            tangent[2] = u2 * d1 + u1 * d2 - _beta * d3;
        }
    }
}
