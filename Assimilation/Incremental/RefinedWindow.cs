using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>A window after refinement.</summary>
/// <param name="Mean">The minimum of the cost, [d], normalised units.</param>
/// <param name="StandardDeviation">From the Gauss-Newton precision there (Laplace), capped at climatology, [d].</param>
/// <param name="Cost">The cost J.</param>
/// <param name="LogEvidence">−J − ½ log det A: how probable the observations are under this minimum, up to a constant.</param>
/// <param name="Solves">The solves until convergence.</param>
/// <param name="SolvesToThreshold">Those until J / (d + m) fell below 0.05; null if it never did.</param>
/// <param name="Covariances">The covariance of each state, not capped, [T, φ, φ].</param>
/// <param name="ObservedVariances">The variance H A⁻¹ Hᵀ at each observation, [m].</param>
public sealed record RefinedWindow(
    double[] Mean, double[] StandardDeviation, double Cost, double LogEvidence, int Solves, int? SolvesToThreshold,
    double[] Covariances, double[] ObservedVariances)
{
    /// <summary>The Gaussian of one state; its covariance grows without bound where nothing is observed.</summary>
    public StateEstimate StateAt(int step)
    {
        var n = Covariances.Length / Mean.Length;
        return new StateEstimate(
            Vector<double>.Build.Dense(Mean[(step * n)..((step + 1) * n)]),
            Matrix<double>.Build.Dense(n, n, Covariances[(step * n * n)..((step + 1) * n * n)]));
    }
}
