using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Priors;

/// <summary>The climatology of a window given what is known of one of its states: N(m, B − U K Uᵀ).</summary>
/// <param name="mean">m, [d], normalised units.</param>
/// <param name="covariance">B, [d, d].</param>
/// <param name="reduction">U and K.</param>
public sealed class WindowBackground(double[] mean, Matrix<double> covariance, CovarianceReduction reduction)
{
    /// <summary>The mean, [d].</summary>
    public double[] Mean => mean;

    /// <summary>The variance of each unknown, [d].</summary>
    public double[] Variances =>
        [.. covariance.Diagonal().Zip(reduction.Variances, (climatological, taken) => Math.Max(0, climatological - taken))];

    /// <summary>The estimate under the observations, and the innovations against this background.</summary>
    public GainFormEstimate Estimate(ObservationSet observations) =>
        GainFormEstimator.Solve(mean, covariance, observations, reduction);

    /// <summary>The marginal of one state.</summary>
    /// <param name="step">Its step.</param>
    /// <param name="components">φ.</param>
    public StateEstimate State(int step, int components)
    {
        var first = step * components;
        return new StateEstimate(
            Vector<double>.Build.Dense(mean[first..(first + components)]),
            covariance.SubMatrix(first, components, first, components) - reduction.Block(first, components));
    }
}
