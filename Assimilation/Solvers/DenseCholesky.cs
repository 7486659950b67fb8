using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// Cholesky's factorisation A = Uᵀ U of one dense matrix in place, in float64. Rows are contiguous, so that every update is a
/// multiple of one row that is taken from another. For the few hundred rows that observations of a window make.
/// </summary>
internal static class DenseCholesky
{
    // Each update of a row by four others reads and writes it once.
    private const int Panel = 4;

    /// <summary>Replaces the upper triangle of A by U.</summary>
    /// <param name="matrix">A, symmetric and positive definite, [n, n] row by row; only its upper triangle is read.</param>
    /// <param name="n">Its rows.</param>
    public static void Factor(Span<double> matrix, int n)
    {
        for (var first = 0; first < n; first += Panel)
        {
            var end = Math.Min(first + Panel, n);
            for (var k = first; k < end; k++)
            {
                var pivot = matrix.Slice(k * n + k, n - k);
                Scale(pivot, 1 / Math.Sqrt(pivot[0]));
                for (var i = k + 1; i < end; i++) DenseVector.Add(matrix.Slice(i * n + i, n - i), -pivot[i - k], pivot[(i - k)..]);
            }
            for (var i = end; i < n; i++)
            {
                Subtract(
                    matrix.Slice(i * n + i, n - i), matrix.Slice(first * n + i, n - i), matrix.Slice((first + 1) * n + i, n - i),
                    matrix.Slice((first + 2) * n + i, n - i), matrix.Slice((first + 3) * n + i, n - i));
            }
        }
    }

    /// <summary>Replaces b by U⁻ᵀ b; the square of the result is bᵀ A⁻¹ b.</summary>
    /// <param name="factor">U, [n, n] row by row.</param>
    /// <param name="vector">b, [n].</param>
    public static void SolveLower(ReadOnlySpan<double> factor, Span<double> vector)
    {
        var n = vector.Length;
        for (var k = 0; k < n; k++)
        {
            vector[k] /= factor[k * n + k];
            DenseVector.Add(vector[(k + 1)..], -vector[k], factor.Slice(k * n + k + 1, n - k - 1));
        }
    }

    /// <summary>Replaces b by U⁻¹ b.</summary>
    /// <param name="factor">U, [n, n] row by row.</param>
    /// <param name="vector">b, [n].</param>
    public static void SolveUpper(ReadOnlySpan<double> factor, Span<double> vector)
    {
        var n = vector.Length;
        for (var k = n - 1; k >= 0; k--)
            vector[k] = (vector[k] - DenseVector.Dot(factor.Slice(k * n + k + 1, n - k - 1), vector[(k + 1)..])) / factor[k * n + k];
    }

    private static void Scale(Span<double> row, double factor)
    {
        foreach (ref var element in row) element *= factor;
    }

    /// <summary>Subtracts four rows, each times its own first element.</summary>
    private static void Subtract(
        Span<double> target, ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> c, ReadOnlySpan<double> d)
    {
        var (fa, fb, fc, fd) = (a[0], b[0], c[0], d[0]);
        var i = 0;
        for (; i <= target.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var left = fa * DenseVector.Load(a, i) + fb * DenseVector.Load(b, i);
            var right = fc * DenseVector.Load(c, i) + fd * DenseVector.Load(d, i);
            (DenseVector.Load(target, i) - (left + right)).StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)i);
        }
        for (; i < target.Length; i++) target[i] -= fa * a[i] + fb * b[i] + (fc * c[i] + fd * d[i]);
    }
}
