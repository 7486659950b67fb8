using MathNet.Numerics.LinearAlgebra;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>The Gaussian marginal of one state.</summary>
/// <param name="Mean">Its mean, [φ].</param>
/// <param name="Covariance">Its covariance, [φ, φ].</param>
public sealed record StateEstimate(Vector<double> Mean, Matrix<double> Covariance)
{
    /// <summary>The same state in other units, scale · x + offset.</summary>
    /// <param name="scale">[φ].</param>
    /// <param name="offset">[φ].</param>
    public StateEstimate InUnits(Func<int, double> scale, Func<int, double> offset) => new(
        Mean.MapIndexed((i, x) => scale(i) * x + offset(i), Zeros.Include),
        Covariance.MapIndexed((i, j, c) => scale(i) * scale(j) * c, Zeros.Include));
}
