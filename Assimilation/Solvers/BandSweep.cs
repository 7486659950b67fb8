using System.Diagnostics;
using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// The way down the band of A = M + σ I + L Lᵀ, which is not stored: the columns of its Cholesky factor C and y = C⁻¹ b.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
internal readonly ref struct BandSweep<V> where V : struct, ILane<V>
{
    // Element (row, p) of a band lies at p w + row:
    //   A_{j+k, j} = M_{j+k, j} + σ [k = 0] + Σ_{p ≤ j} L_{j+k, p} L_{j, p},   C_{j+k, j} C_jj = A_{j+k, j} − Σ_{p < j} C_{j+k, p} C_{j, p},
    // summed from p = j − w on. Whoever computes a column does so in this order, so that a window has the same bits anywhere.

    /// <summary>M; may be C.</summary>
    public required BandMatrix<V> Matrix { get; init; }

    /// <summary>How many diagonals of M below the main one are not zero.</summary>
    public required int Reach { get; init; }

    /// <summary>σ.</summary>
    public V Shift { get; init; }

    /// <summary>L, if there is one.</summary>
    public BandMatrix<V>? Root { get; init; }

    /// <summary>Receives C.</summary>
    public required BandMatrix<V> Factor { get; init; }

    /// <summary>b, then y, [d]; empty for the factor alone.</summary>
    public required Span<V> Right { get; init; }

    /// <summary>Receives 1 / C_jj, [d]; empty where there is no b.</summary>
    public required Span<V> InverseDiagonal { get; init; }

    /// <summary>Computes what belongs to the columns first .. end − 1, after those before them.</summary>
    /// <returns>The smallest pivot of each lane.</returns>
    public V Columns(int first, int end)
    {
        var w = Factor.HalfBandwidth;
        Debug.Assert(Matrix.HalfBandwidth == w && (Root ?? Factor).HalfBandwidth == w && (Right.IsEmpty || Right.Length == Factor.Size));
        var smallest = V.Of(double.PositiveInfinity);
        // What is written out takes for granted that there are w columns before.
        var writtenOut = Right.IsEmpty ? null : BandColumns<V>.For(w);
        var some = writtenOut is null ? end : Math.Clamp(w, first, end);
        AnyColumns(first, some, ref smallest);
        writtenOut?.Down(this, some, end, ref smallest);
        return smallest;
    }

    [MethodImpl(Kernel.Compiled)]
    private void AnyColumns(int first, int end, ref V smallest)
    {
        var w = Factor.HalfBandwidth;
        Span<V> c = Factor.Elements, l = Root is null ? [] : Root.Elements;
        for (var j = first; j < end; j++)
        {
            Span<V> target = Factor.Column(j), matrix = Matrix.Column(j);
            var (diagonal, inverse) = (j * w + j, V.Of(0));
            for (var k = 0; k < target.Length; k += 2)
            {
                // Two rows at a time. Beyond the last row of the column the second is the first again.
                var next = Math.Min(k + 1, target.Length - 1);
                V a = k <= Reach ? matrix[k] : V.Of(0), b = next <= Reach ? matrix[next] : V.Of(0);
                if (k == 0) a += Shift;
                var (farthest, firstIsAlone) = (Math.Max(0, j + k - w) * w + j, j + k >= w);
                if (Root is not null) AddProducts(l, farthest, diagonal + w, w, k, next, firstIsAlone, false, ref a, ref b);
                AddProducts(c, farthest, diagonal, w, k, next, firstIsAlone, true, ref a, ref b);
                if (k == 0)
                {
                    smallest = V.Min(smallest, a);
                    inverse = V.DivideByRoot(V.Of(1), a);
                }
                if (next > k) target[next] = b * inverse;
                target[k] = a * inverse;
            }
            if (!Right.IsEmpty) InverseDiagonal[j] = inverse;
        }
        if (!Right.IsEmpty) AnyRight(first, end);
    }

    // In a loop of its own, whose sums stay in registers.
    [MethodImpl(Kernel.Compiled)]
    private void AnyRight(int first, int end)
    {
        var w = Factor.HalfBandwidth;
        Span<V> c = Factor.Elements, y = Right, inverses = InverseDiagonal;
        for (var j = first; j < end; j++)
        {
            var sum = y[j];
            for (var p = Math.Max(0, j - w); p < j; p++) sum = V.MultiplyAdd(-c[p * w + j], y[p], sum);
            y[j] = sum * inverses[j];
        }
    }

    // Of two rows the first reaches one column farther.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProducts(
        Span<V> band, int at, int end, int w, int k, int next, bool firstIsAlone, bool negative, ref V a, ref V b)
    {
        if (firstIsAlone && at < end)
        {
            a = V.MultiplyAdd(negative ? -band[at] : band[at], band[at + k], a);
            at += w;
        }
        for (; at < end; at += w)
        {
            var own = negative ? -band[at] : band[at];
            a = V.MultiplyAdd(own, band[at + k], a);
            b = V.MultiplyAdd(own, band[at + next], b);
        }
    }
}
