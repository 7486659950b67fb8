using System.Buffers;
using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// The most probable state in gain form, Eq. (2.4): x = μ + K (y − H μ), K = P Hᵀ (H P Hᵀ + R)⁻¹ [d, m], for a dense
/// covariance P, in O(min(m, d)³ + d m). The form for priors without a banded precision.
/// </summary>
public static class GainFormEstimator
{
    /// <summary>Solves for the estimate.</summary>
    /// <param name="mean">The prior mean μ, [d].</param>
    /// <param name="covariance">The prior covariance P, [d, d].</param>
    /// <param name="observations">The observations; h is linearised at the mean. None gives the mean.</param>
    /// <param name="reduction">What is known beforehand and makes the covariance smaller, or null.</param>
    /// <returns>The estimate x [d] and the innovations with their variances diag(H P Hᵀ) [m].</returns>
    public static GainFormEstimate Solve(
        double[] mean, Matrix<double> covariance, ObservationSet observations, CovarianceReduction? reduction = null)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        ArgumentNullException.ThrowIfNull(observations);
        var rows = observations.Operator.Linearize(mean);
        var innovations = observations.Departures(mean);
        if (observations.Count == 0) return new GainFormEstimate([.. mean], innovations, [], 0);

        var prior = new ReducedCovariance(covariance, reduction);
        return observations.Count <= mean.Length
            ? SolveForFew(mean, prior, rows, innovations, observations.ErrorVariances)
            : SolveForMany(mean, prior, rows, innovations, observations.ErrorVariances);
    }

    // With S = H P Hᵀ + R = Uᵀ U and w = S⁻¹ (y − H μ): x = μ + P Hᵀ w, and χ² = |U⁻ᵀ (y − H μ)|².
    private static GainFormEstimate SolveForFew(
        double[] mean, ReducedCovariance prior, SparseRows rows, double[] innovations, double[] errorVariances)
    {
        var m = innovations.Length;
        var (variances, weights) = (new double[m], (double[])innovations.Clone());
        var (rented, column) = (ArrayPool<double>.Shared.Rent(m * m), ArrayPool<double>.Shared.Rent(mean.Length));
        var innovationCovariance = rented.AsSpan(0, m * m);
        for (var i = 0; i < m; i++)
        {
            prior.CrossCovariance(rows, i, column.AsSpan(0, mean.Length));
            for (var j = i; j < m; j++) innovationCovariance[i * m + j] = rows.Apply(j, column);
            variances[i] = innovationCovariance[i * m + i];
            innovationCovariance[i * m + i] += errorVariances[i];
        }
        DenseCholesky.Factor(innovationCovariance, m);
        DenseCholesky.SolveLower(innovationCovariance, weights);
        var chiSquare = DenseVector.Dot(weights, weights);
        DenseCholesky.SolveUpper(innovationCovariance, weights);
        ArrayPool<double>.Shared.Return(rented);
        ArrayPool<double>.Shared.Return(column);

        var (estimate, adjoint) = ((double[])mean.Clone(), new double[mean.Length]);
        rows.AddAdjoint(weights, adjoint);
        prior.MultiplyAdd(adjoint, estimate);
        return new GainFormEstimate(estimate, innovations, variances, chiSquare);
    }

    // The same by Woodbury's identity: (I + Hᵀ R⁻¹ H P) z = Hᵀ R⁻¹ (y − H μ), x = μ + P z and w = R⁻¹ (y − H x).
    private static GainFormEstimate SolveForMany(
        double[] mean, ReducedCovariance prior, SparseRows rows, double[] innovations, double[] errorVariances)
    {
        var (m, d) = (innovations.Length, mean.Length);
        var (system, right) = (Matrix<double>.Build.DenseIdentity(d), new double[d]);
        var (transposed, column, variances) = (system.AsColumnMajorArray(), new double[d], new double[m]);
        for (var j = 0; j < m; j++)
        {
            prior.CrossCovariance(rows, j, column);
            variances[j] = rows.Apply(j, column);
            for (var k = 0; k < rows.Columns(j).Length; k++)
            {
                var (row, weight) = (rows.Columns(j)[k], rows.Weights(j)[k] / errorVariances[j]);
                right[row] += weight * innovations[j];
                DenseVector.Add(transposed.AsSpan(row * d, d), weight, column);
            }
        }
        var increment = new double[d];
        prior.MultiplyAdd(system.Transpose().LU().Solve(Vector<double>.Build.Dense(right)).AsArray(), increment);
        var chiSquare = 0.0;
        for (var j = 0; j < m; j++)
            chiSquare += innovations[j] * (innovations[j] - rows.Apply(j, increment)) / errorVariances[j];
        return new GainFormEstimate([.. mean.Zip(increment, (a, b) => a + b)], innovations, variances, chiSquare);
    }
}

/// <summary>An estimate in gain form and what it says of the innovations.</summary>
/// <param name="Mean">The estimate x, [d].</param>
/// <param name="Innovations">O−B: y − h(μ), [m].</param>
/// <param name="BackgroundVariances">diag(H P Hᵀ), [m].</param>
/// <param name="ChiSquare">dᵀ (H P Hᵀ + R)⁻¹ d, with expectation m.</param>
public sealed record GainFormEstimate(double[] Mean, double[] Innovations, double[] BackgroundVariances, double ChiSquare);
