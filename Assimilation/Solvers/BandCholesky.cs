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
    public static V Factor<V>(BandMatrix<V> a) where V : struct, ILane<V> =>
        new BandSweep<V> { Matrix = a, Reach = a.HalfBandwidth, Factor = a, Right = [], InverseDiagonal = [] }.Columns(0, a.Size);

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
            // Divided beside the sum, which then waits for a product only.
            V sum = b[j], inverse = V.Of(1) / column[0];
            for (var k = column.Length - 1; k > 0; k--) sum = V.MultiplyAdd(-b[j + k], column[k], sum);
            b[j] = sum * inverse;
        }
    }

    /// <summary>Replaces b by the solution of C x = b for a lower triangular C.</summary>
    [MethodImpl(Kernel.Compiled)]
    public static void SolveLower<V>(BandMatrix<V> factor, Span<V> b) where V : struct, ILane<V>
    {
        var w = factor.HalfBandwidth;
        Span<V> c = factor.Elements;
        for (var j = 0; j < b.Length; j++)
        {
            V sum = b[j], inverse = V.Of(1) / c[j * w + j];
            for (var p = Math.Max(0, j - w); p < j; p++) sum = V.MultiplyAdd(-b[p], c[p * w + j], sum);
            b[j] = sum * inverse;
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
