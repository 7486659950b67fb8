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
        var (rows, m) = (observations.Operator.Linearize(mean), observations.Count);
        var innovations = observations.Departures(mean);
        if (m == 0) return new GainFormEstimate([.. mean], innovations, [], 0);

        var crossCovariance = CrossCovariance(covariance, rows);
        reduction?.Apply(crossCovariance, rows);
        var variances = new double[m];
        for (var i = 0; i < m; i++) variances[i] = Dot(rows, i, crossCovariance[i]);
        var weights = m <= mean.Length
            ? Weights(rows, crossCovariance, innovations, observations.ErrorVariances)
            : WeightsOfMany(rows, crossCovariance, innovations, observations.ErrorVariances);
        var estimate = (double[])mean.Clone();
        for (var j = 0; j < m; j++)
        {
            for (var i = 0; i < estimate.Length; i++) estimate[i] += crossCovariance[j][i] * weights[j];
        }
        var chiSquare = 0.0;
        for (var i = 0; i < m; i++) chiSquare += innovations[i] * weights[i];
        return new GainFormEstimate(estimate, innovations, variances, chiSquare);
    }

    // w = (H P Hᵀ + R)⁻¹ (y − H μ), so that x = μ + P Hᵀ w.
    private static double[] Weights(SparseRows rows, double[][] crossCovariance, double[] innovations, double[] errorVariances)
    {
        var m = innovations.Length;
        var innovationCovariance = Matrix<double>.Build.Dense(m, m);
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < m; j++) innovationCovariance[i, j] = Dot(rows, i, crossCovariance[j]);
            innovationCovariance[i, i] += errorVariances[i];
        }
        return innovationCovariance.Cholesky().Solve(Vector<double>.Build.Dense(innovations)).ToArray();
    }

    // The same by Woodbury's identity, w = R⁻¹ (y − H μ − H P z) with (I + Hᵀ R⁻¹ H P) z = Hᵀ R⁻¹ (y − H μ), in O(d³ + d m).
    private static double[] WeightsOfMany(
        SparseRows rows, double[][] crossCovariance, double[] innovations, double[] errorVariances)
    {
        var (m, d) = (innovations.Length, crossCovariance[0].Length);
        var system = Matrix<double>.Build.DenseIdentity(d);
        var right = new double[d];
        for (var j = 0; j < m; j++)
        {
            for (var k = 0; k < rows.Columns(j).Length; k++)
            {
                var (row, weight) = (rows.Columns(j)[k], rows.Weights(j)[k] / errorVariances[j]);
                right[row] += weight * innovations[j];
                for (var i = 0; i < d; i++) system[row, i] += weight * crossCovariance[j][i];
            }
        }
        var z = system.LU().Solve(Vector<double>.Build.Dense(right)).ToArray();
        var weights = new double[m];
        for (var j = 0; j < m; j++)
        {
            var seen = 0.0;
            for (var i = 0; i < d; i++) seen += crossCovariance[j][i] * z[i];
            weights[j] = (innovations[j] - seen) / errorVariances[j];
        }
        return weights;
    }

    // The columns of P Hᵀ, each [d].
    private static double[][] CrossCovariance(Matrix<double> covariance, SparseRows rows)
    {
        var elements = covariance.AsColumnMajorArray() ?? covariance.ToColumnMajorArray();
        var d = covariance.RowCount;
        var columns = new double[rows.Count][];
        for (var j = 0; j < rows.Count; j++)
        {
            columns[j] = new double[d];
            for (var k = 0; k < rows.Columns(j).Length; k++)
            {
                var weight = rows.Weights(j)[k];
                var source = elements.AsSpan(rows.Columns(j)[k] * d, d);
                for (var i = 0; i < d; i++) columns[j][i] += weight * source[i];
            }
        }
        return columns;
    }

    private static double Dot(SparseRows rows, int row, double[] state)
    {
        var sum = 0.0;
        for (var k = 0; k < rows.Columns(row).Length; k++) sum += rows.Weights(row)[k] * state[rows.Columns(row)[k]];
        return sum;
    }
}

/// <summary>Knowledge that makes a covariance P − U K Uᵀ of P, of low rank.</summary>
/// <param name="Columns">U, [d, φ].</param>
/// <param name="Weights">K, [φ, φ].</param>
public sealed record CovarianceReduction(Matrix<double> Columns, Matrix<double> Weights)
{
    /// <summary>The diagonal of U K Uᵀ, [d].</summary>
    internal IEnumerable<double> Variances => (Columns * Weights).PointwiseMultiply(Columns).RowSums();

    /// <summary>A diagonal block of U K Uᵀ.</summary>
    internal Matrix<double> Block(int first, int size)
    {
        var rows = Columns.SubMatrix(first, size, 0, Columns.ColumnCount);
        return rows * Weights * rows.Transpose();
    }

    /// <summary>Makes columns of P Hᵀ those of (P − U K Uᵀ) Hᵀ.</summary>
    internal void Apply(double[][] crossCovariance, SparseRows rows)
    {
        var (columns, rank) = (Columns.AsColumnMajorArray() ?? Columns.ToColumnMajorArray(), Columns.ColumnCount);
        var (seen, taken) = (new double[rank], new double[rank]);
        for (var i = 0; i < crossCovariance.Length; i++)
        {
            var (column, d) = (crossCovariance[i], crossCovariance[i].Length);
            for (var a = 0; a < rank; a++)
            {
                seen[a] = 0;
                for (var k = 0; k < rows.Columns(i).Length; k++) seen[a] += rows.Weights(i)[k] * columns[a * d + rows.Columns(i)[k]];
            }
            for (var a = 0; a < rank; a++)
            {
                taken[a] = 0;
                for (var b = 0; b < rank; b++) taken[a] += Weights[a, b] * seen[b];
            }
            for (var a = 0; a < rank; a++)
            {
                var u = columns.AsSpan(a * d, d);
                for (var j = 0; j < d; j++) column[j] -= u[j] * taken[a];
            }
        }
    }
}

/// <summary>An estimate in gain form and what it says of the innovations.</summary>
/// <param name="Mean">The estimate x, [d].</param>
/// <param name="Innovations">O−B: y − h(μ), [m].</param>
/// <param name="BackgroundVariances">diag(H P Hᵀ), [m].</param>
/// <param name="ChiSquare">dᵀ (H P Hᵀ + R)⁻¹ d, with expectation m.</param>
public sealed record GainFormEstimate(double[] Mean, double[] Innovations, double[] BackgroundVariances, double ChiSquare);
