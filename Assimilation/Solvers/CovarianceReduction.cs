using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Solvers;

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
}

/// <summary>A dense covariance P, or P − U K Uᵀ where something is known beforehand, as estimators use it.</summary>
internal readonly struct ReducedCovariance(Matrix<double> covariance, CovarianceReduction? reduction)
{
    private readonly double[] _elements = Columns(covariance);
    private readonly double[] _reducing = reduction is null ? [] : Columns(reduction.Columns);
    private readonly int _rank = reduction?.Columns.ColumnCount ?? 0;

    /// <summary>Column i of P Hᵀ, [d].</summary>
    public void CrossCovariance(SparseRows rows, int i, Span<double> column)
    {
        column.Clear();
        Span<double> seen = stackalloc double[_rank];
        var d = column.Length;
        for (var k = 0; k < rows.Columns(i).Length; k++)
        {
            var (at, weight) = (rows.Columns(i)[k], rows.Weights(i)[k]);
            DenseVector.Add(column, weight, _elements.AsSpan(at * d, d));
            for (var a = 0; a < seen.Length; a++) seen[a] += weight * _reducing[a * d + at];
        }
        Reduce(seen, column);
    }

    /// <summary>Adds P x to a vector, [d].</summary>
    public void MultiplyAdd(ReadOnlySpan<double> vector, Span<double> target)
    {
        var d = vector.Length;
        for (var j = 0; j < d; j++)
            if (vector[j] != 0) DenseVector.Add(target, vector[j], _elements.AsSpan(j * d, d));
        Span<double> seen = stackalloc double[_rank];
        for (var a = 0; a < seen.Length; a++) seen[a] = DenseVector.Dot(_reducing.AsSpan(a * d, d), vector);
        Reduce(seen, target);
    }

    // Takes U K s away, for s = Uᵀ x.
    private void Reduce(ReadOnlySpan<double> seen, Span<double> target)
    {
        for (var a = 0; a < seen.Length; a++)
        {
            var taken = 0.0;
            for (var b = 0; b < seen.Length; b++) taken += reduction!.Weights[a, b] * seen[b];
            DenseVector.Add(target, -taken, _reducing.AsSpan(a * target.Length, target.Length));
        }
    }

    private static double[] Columns(Matrix<double> matrix) => matrix.AsColumnMajorArray() ?? matrix.ToColumnMajorArray();
}
