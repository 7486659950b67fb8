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
        (Mean, Covariance, Variances) = (mean, covariance, covariance.Diagonal().ToArray());
    }

    /// <summary>The mean, [d].</summary>
    public double[] Mean { get; }

    /// <summary>The covariance B, [d, d].</summary>
    public Matrix<double> Covariance { get; }

    /// <summary>The variance of each unknown, [d]; not to be written to.</summary>
    public double[] Variances { get; }

    /// <summary>The first guess z₀ under the observations, and the innovations against this background.</summary>
    public GainFormEstimate FirstGuess(ObservationSet observations) => GainFormEstimator.Solve(Mean, Covariance, observations);

    /// <summary>The background where one state is known beforehand, which is sharp where that state is well known.</summary>
    /// <param name="known">What is known of that state beyond climatology.</param>
    /// <param name="step">Its step.</param>
    public WindowBackground Given(StateInformation known, int step)
    {
        ArgumentNullException.ThrowIfNull(known);
        // With U = B Eᵀ the columns of that state and B₁ = E U: the mean moves by U (I + Λ B₁)⁻¹ (η − Λ m), the covariance
        // falls by U Λ (I + B₁ Λ)⁻¹ Uᵀ. Neither needs an inverse of Λ.
        var n = known.Vector.Count;
        var columns = Covariance.SubMatrix(0, Mean.Length, step * n, n);
        var state = State(step, n);
        var inverse = (Matrix<double>.Build.DenseIdentity(n) + known.Precision * state.Covariance).Inverse();
        var moves = inverse * (known.Vector - known.Precision * state.Mean);
        var mean = (double[])Mean.Clone();
        for (var i = 0; i < n; i++) DenseVector.Add(mean, moves[i], columns.AsColumnMajorArray().AsSpan(i * mean.Length, mean.Length));
        return new WindowBackground(mean, Covariance, new CovarianceReduction(columns, inverse * known.Precision));
    }

    /// <summary>The marginal of one state.</summary>
    /// <param name="step">Its step.</param>
    /// <param name="components">φ.</param>
    public StateEstimate State(int step, int components) => new(
        Vector<double>.Build.Dense(Mean[(step * components)..((step + 1) * components)]),
        Covariance.SubMatrix(step * components, components, step * components, components));
}
