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
    public void Tendency(ReadOnlySpan<V> state, Span<V> tendency)
    {
        var (u1, u2, u3) = (state[0], state[1], state[2]);
        tendency[0] = _sigma * (u2 - u1);
        tendency[1] = u1 * (_rho - u3) - u2;
        tendency[2] = u1 * u2 - _beta * u3;
    }

    /// <inheritdoc/>
    public void Jacobian(ReadOnlySpan<V> state, Span<V> jacobian)
    {
        var (u1, u2, u3) = (state[0], state[1], state[2]);
        (jacobian[0], jacobian[1], jacobian[2]) = (-_sigma, _sigma, V.Of(0));
        (jacobian[3], jacobian[4], jacobian[5]) = (_rho - u3, V.Of(-1), -u1);
        (jacobian[6], jacobian[7], jacobian[8]) = (u2, u1, -_beta);
    }
}
