using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// How a network's raw output r [d, w + 1] becomes a precision P⁻¹ = L Lᵀ + ε I that is positive definite and well
/// conditioned whatever the network says: L_jj = √D_j with log₁₀ D_j between two bounds, and off-diagonals
/// L_{j+k, j} = √D_j u_jk with |u_jk| &lt; 3. Bounded ratios keep float32 accurate; ε bounds the spread. ADR 0001.
/// </summary>
/// <param name="LowestLog10">The lower bound of log₁₀ D.</param>
/// <param name="HighestLog10">The upper bound of log₁₀ D.</param>
/// <param name="InitialDiagonal">√D at r = 0.</param>
public sealed record PrecisionFactor(double LowestLog10, double HighestLog10, double InitialDiagonal)
{
    /// <summary>The floor ε of the precision, normalised units.</summary>
    public const double Floor = 0.1;

    /// <summary>The bound of |u|.</summary>
    public const double LargestRatio = 3;

    // u has reached its bound to the last bit long before; the square of more would overflow float32.
    private const double LargestRaw = 1e9;

    private const double InverseBound = 1 / (LargestRatio * LargestRatio);
    private const int ColumnsAtOnce = 32;

    /// <summary>The offset c₀ inside the sigmoid that makes √D = <see cref="InitialDiagonal"/> at r = 0.</summary>
    public double Offset
    {
        get
        {
            var position = (2 * Math.Log10(InitialDiagonal) - LowestLog10) / (HighestLog10 - LowestLog10);
            return Math.Log(position / (1 - position));
        }
    }

    /// <summary>The same bounds for the factor of a covariance, the inverse of a precision.</summary>
    public PrecisionFactor Inverse() => new(-HighestLog10, -LowestLog10, 1 / InitialDiagonal);

    /// <summary>L of L Lᵀ + ε I, filled from the raw output column by column when it is asked for.</summary>
    /// <typeparam name="V">The lane type.</typeparam>
    /// <param name="columns">Receives L.</param>
    /// <param name="raw">r, see <see cref="Fill{V}(ReadOnlySpan{V}, BandMatrix{V})"/>; null where it is written to the elements of L.</param>
    public PrecisionRoot<V> Root<V>(BandMatrix<V> columns, LaneArray<V>? raw = null) where V : struct, ILane<V>
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new PrecisionRoot<V>(columns, Floor, (first, end) =>
            Fill<V>(raw is null ? columns.Elements : raw.Span, columns, first, end));
    }

    /// <summary>Fills L from the raw output, whose layout is that of the band's elements.</summary>
    /// <param name="raw">r, [d · (w + 1)], element (j + k, j) at j (w + 1) + k; may be the elements of L.</param>
    /// <param name="factor">Receives L.</param>
    public void Fill<V>(ReadOnlySpan<V> raw, BandMatrix<V> factor) where V : struct, ILane<V> => Fill(raw, factor, 0, factor.Size);

    /// <summary>Fills the columns <paramref name="first"/> .. <paramref name="end"/> − 1 of L.</summary>
    public void Fill<V>(ReadOnlySpan<V> raw, BandMatrix<V> factor, int first, int end) where V : struct, ILane<V>
    {
        var halfLog = Math.Log(10) / 2;
        var diagonal = new Diagonal(halfLog * LowestLog10, halfLog * (HighestLog10 - LowestLog10), Offset);
        if (typeof(V) == typeof(Float32))
        {
            FillOne(diagonal, MemoryMarshal.Cast<V, Float32>(raw), Unsafe.As<BandMatrix<Float32>>(factor), first, end);
        }
        else
        {
            // Two loops, so that the constants of the one formula do not compete for registers with those of the other.
            FillDiagonal(diagonal, raw, factor, first, end);
            FillBelowDiagonal(raw, factor, first, end);
        }
        factor.ClearBeyondLastRow(first, end);
    }

    [MethodImpl(Kernel.Compiled)]
    private static void FillDiagonal<V>(in Diagonal diagonal, ReadOnlySpan<V> raw, BandMatrix<V> factor, int first, int end)
        where V : struct, ILane<V>
    {
        V low = V.Of(diagonal.Low), range = V.Of(diagonal.Range), offset = V.Of(diagonal.Offset), one = V.Of(1);
        var n = factor.HalfBandwidth + 1;
        var elements = factor.Elements;
        for (var at = first * n; at < end * n; at += n) elements[at] = Diagonal.Value(raw[at], low, range, offset, one);
    }

    [MethodImpl(Kernel.Compiled)]
    private static void FillBelowDiagonal<V>(ReadOnlySpan<V> raw, BandMatrix<V> factor, int first, int end)
        where V : struct, ILane<V>
    {
        V one = V.Of(1), inverseBound = V.Of(InverseBound), largest = V.Of(LargestRaw);
        for (var j = first; j < end; j++)
        {
            var column = factor.Column(j);
            var r = raw.Slice(j * (factor.HalfBandwidth + 1), column.Length);
            var diagonal = column[0];
            for (var k = 1; k < column.Length; k++) column[k] = BelowDiagonal.Value(diagonal, r[k], largest, inverseBound, one);
        }
    }

    // One window is computed in vectors of the band's elements, for which its diagonal is spread over them.
    private static void FillOne(Diagonal diagonal, ReadOnlySpan<Float32> raw, BandMatrix<Float32> factor, int first, int end)
    {
        var n = factor.HalfBandwidth + 1;
        Span<Float32> diagonals = stackalloc Float32[ColumnsAtOnce], spread = stackalloc Float32[ColumnsAtOnce * n];
        for (; first < end; first += ColumnsAtOnce)
        {
            var count = Math.Min(ColumnsAtOnce, end - first);
            Span<Float32> some = diagonals[..count], elements = factor.Elements.Slice(first * n, count * n);
            var r = raw.Slice(first * n, count * n);
            for (var j = 0; j < count; j++) some[j] = r[j * n];
            Elementwise.Apply<Diagonal, Float32>(diagonal, some, some, some);
            for (var j = 0; j < count; j++) spread.Slice(j * n, n).Fill(some[j]);
            Elementwise.Apply<BelowDiagonal, Float32>(default, spread[..(count * n)], r, elements);
            for (var j = 0; j < count; j++) elements[j * n] = some[j];
        }
    }

    // √D of r.
    private readonly record struct Diagonal(double Low, double Range, double Offset) : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V r, V y, V z) where V : struct, ILane<V> => Value(r, V.Of(Low), V.Of(Range), V.Of(Offset), V.Of(1));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V>(V r, V low, V range, V offset, V one) where V : struct, ILane<V> =>
            V.Exp(low + range / (one + V.Exp(-(r + offset))));
    }

    // √D u of √D and r, u = r (1 + r²/9)^-½.
    private readonly struct BelowDiagonal : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V diagonal, V r, V z) where V : struct, ILane<V> =>
            Value(diagonal, r, V.Of(LargestRaw), V.Of(InverseBound), V.Of(1));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V>(V diagonal, V r, V largest, V inverseBound, V one) where V : struct, ILane<V>
        {
            r = V.Clamp(r, -largest, largest);
            return V.DivideByRoot(diagonal * r, V.MultiplyAdd(r * r, inverseBound, one));
        }
    }

    /// <summary>Chain rule: the gradient with respect to r from that with respect to L, in place of it.</summary>
    /// <param name="raw">r, [d · (w + 1)].</param>
    /// <param name="factor">L, as <see cref="Fill{V}(ReadOnlySpan{V}, BandMatrix{V})"/> made it.</param>
    /// <param name="gradient">The gradient with respect to L, then to r; same layout; beyond the last row zero.</param>
    public void BackPropagate<V>(ReadOnlySpan<V> raw, BandMatrix<V> factor, BandMatrix<V> gradient) where V : struct, ILane<V>
    {
        // Two loops, for the same reason as in Fill.
        BackPropagateDiagonal(raw, factor, gradient);
        BackPropagateBelowDiagonal(raw, factor, gradient);
    }

    // Every element of the column scales with the diagonal: d log L_kj / d log √D = 1.
    [MethodImpl(Kernel.Compiled)]
    private void BackPropagateDiagonal<V>(ReadOnlySpan<V> raw, BandMatrix<V> factor, BandMatrix<V> gradient)
        where V : struct, ILane<V>
    {
        V range = V.Of(Math.Log(10) / 2 * (HighestLog10 - LowestLog10)), offset = V.Of(Offset), one = V.Of(1);
        for (var j = 0; j < factor.Size; j++)
        {
            var g = gradient.Column(j);
            var sigmoid = one / (one + V.Exp(-(raw[j * (factor.HalfBandwidth + 1)] + offset)));
            g[0] = LaneBlock.Dot<V>(factor.Column(j), g) * range * sigmoid * (one - sigmoid);
        }
    }

    // u = r s with s = (1 + r²/9)^-½ has du/dr = s³.
    [MethodImpl(Kernel.Compiled)]
    private static void BackPropagateBelowDiagonal<V>(ReadOnlySpan<V> raw, BandMatrix<V> factor, BandMatrix<V> gradient)
        where V : struct, ILane<V>
    {
        V one = V.Of(1), inverseBound = V.Of(InverseBound), largest = V.Of(LargestRaw);
        for (var j = 0; j < factor.Size; j++)
        {
            var g = gradient.Column(j);
            var diagonal = factor.Column(j)[0];
            var r = raw.Slice(j * (factor.HalfBandwidth + 1), g.Length);
            for (var k = 1; k < g.Length; k++)
            {
                var bounded = V.Clamp(r[k], -largest, largest);
                var s = V.DivideByRoot(one, V.MultiplyAdd(bounded * bounded, inverseBound, one));
                g[k] = g[k] * diagonal * s * (s * s);
            }
        }
    }
}
