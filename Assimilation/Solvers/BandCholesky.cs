using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>A = C Cᵀ for symmetric positive definite band matrices, one in each lane, in O(d w²).</summary>
public static class BandCholesky
{
    /// <summary>Replaces A by its Cholesky factor C.</summary>
    /// <returns>
    /// The smallest pivot of each lane: not above zero, or not a number, where that lane's matrix is not positive definite
    /// (its factor is then meaningless, the other lanes' are not).
    /// </returns>
    [MethodImpl(Kernel.Compiled)]
    public static V Factor<V>(BandMatrix<V> a) where V : struct, ILane<V>
    {
        var smallest = V.Of(double.PositiveInfinity);
        for (var j = 0; j < a.Size; j++)
        {
            var column = a.Column(j);
            smallest = V.Min(smallest, column[0]);
            column[0] = V.Sqrt(column[0]);
            var inverse = V.Of(1) / column[0];
            for (var k = 1; k < column.Length; k++) column[k] *= inverse;
            for (var p = 1; p < column.Length; p++)
            {
                var target = a.Column(j + p);
                var factor = -column[p];
                for (var q = p; q < column.Length; q++)
                    target[q - p] = V.MultiplyAdd(factor, column[q], target[q - p]);
            }
        }
        return smallest;
    }

    /// <summary>Replaces b by the solution of C Cᵀ x = b.</summary>
    /// <param name="factor">The factor C.</param>
    /// <param name="b">The right-hand side, then the solution, [d].</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Solve<V>(BandMatrix<V> factor, Span<V> b) where V : struct, ILane<V>
    {
        SolveLower(factor, b);
        for (var j = b.Length - 1; j >= 0; j--)
        {
            var column = factor.Column(j);
            var sum = b[j];
            for (var k = 1; k < column.Length; k++) sum -= column[k] * b[j + k];
            b[j] = sum / column[0];
        }
    }

    /// <summary>Replaces b by the solution of C x = b for a lower triangular C.</summary>
    [MethodImpl(Kernel.Compiled)]
    public static void SolveLower<V>(BandMatrix<V> factor, Span<V> b) where V : struct, ILane<V>
    {
        for (var j = 0; j < b.Length; j++)
        {
            var column = factor.Column(j);
            b[j] /= column[0];
            for (var k = 1; k < column.Length; k++) b[j + k] -= column[k] * b[j];
        }
    }

    /// <summary>log det A from its factor.</summary>
    public static V LogDeterminant<V>(BandMatrix<V> factor) where V : struct, ILane<V>
    {
        var sum = V.Of(0);
        for (var j = 0; j < factor.Size; j++) sum += V.Log(factor.Column(j)[0]);
        return sum + sum;
    }
}
