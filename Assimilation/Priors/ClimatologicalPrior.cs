using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// The background before any observation: a Gaussian with the climatological mean and dense covariance of whole windows.
/// Its estimate under the observations is the first guess z₀ that every method starts from.
/// </summary>
public sealed class ClimatologicalPrior
{
    /// <summary>Makes the prior.</summary>
    /// <param name="mean">The mean of the window, [d], normalised units.</param>
    /// <param name="covariance">Its covariance B, [d, d].</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public ClimatologicalPrior(double[] mean, Matrix<double> covariance)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(covariance);
        if (covariance.RowCount != mean.Length || covariance.ColumnCount != mean.Length)
            throw new ArgumentException(
                $"the covariance is [{covariance.RowCount}, {covariance.ColumnCount}]; the mean has d = {mean.Length}");
        (Mean, Covariance) = (mean, covariance);
    }

    /// <summary>The mean, [d].</summary>
    public double[] Mean { get; }

    /// <summary>The covariance B, [d, d].</summary>
    public Matrix<double> Covariance { get; }

    /// <summary>The first guess z₀ under the observations, and the innovations against this background.</summary>
    public GainFormEstimate FirstGuess(ObservationSet observations) => GainFormEstimator.Solve(Mean, Covariance, observations);
}
