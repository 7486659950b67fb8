using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// The factor of <see cref="RootPosterior{V}"/> for one window alone, in vectors along the columns of the band. The order of
/// operations of each element is the same, so the bits are.
/// </summary>
/// <param name="halfBandwidth">w.</param>
internal sealed class RootPosteriorOfOne(int halfBandwidth)
{
    /// <summary>The most columns that are filled at once.</summary>
    public const int MostColumns = 512;

    // Columns of L and of C, from w before the first that is filled, each followed by zeros: read from its q-th element on, a
    // column is what it contributes to the column q later, and beyond the band it contributes nothing. An array of the band itself
    // has the next column there, so what is loaded of it is multiplied by ones and zeros.
    private readonly LaneArray<Float32> _root = new((MostColumns + halfBandwidth) * 2 * Padded(halfBandwidth));
    private readonly LaneArray<Float32> _factor = new((MostColumns + halfBandwidth) * 2 * Padded(halfBandwidth));
    private readonly float[] _ones = Ones(halfBandwidth);

    /// <summary>Computes the columns first .. end − 1 of C, and those elements of the right-hand side, after those before them.</summary>
    /// <returns>The smallest pivot.</returns>
    public Float32 Columns(in BandSweep<Float32> sweep, int first, int end) => halfBandwidth switch
    {
        4 => BandColumnsOfOne<Four>.Compute(sweep, first, end),
        6 => BandColumnsOfOne<Six>.Compute(sweep, first, end),
        < 8 => Columns<Float32x8>(sweep, first, end),
        _ => Columns<Float32x16>(sweep, first, end),
    };

    [MethodImpl(Kernel.Compiled)]
    private Float32 Columns<V>(in BandSweep<Float32> sweep, int first, int end) where V : struct, ILane<V>
    {
        var (w, n, pitch) = (halfBandwidth, halfBandwidth + 1, 2 * Padded(halfBandwidth));
        V smallest = V.Of(double.PositiveInfinity), shift = V.Of(0).With(0, sweep.Shift.Get(0));
        Span<float> l = Numbers(_root.Span), c = Numbers(_factor.Span), inverses = Numbers(sweep.InverseDiagonal), y = Numbers(sweep.Right);
        Span<float> roots = Numbers(sweep.Root!.ElementsAndBeyond), target = Numbers(sweep.Factor.ElementsAndBeyond);
        var matrix = Numbers(sweep.Matrix.ElementsAndBeyond);
        ReadOnlySpan<float> ones = _ones;
        for (var p = Math.Max(0, first - w); p < end; p++) Copy<V>(roots[(p * n)..], ones, l[((p - first + w) * pitch)..]);
        for (var p = Math.Max(0, first - w); p < first; p++) Copy<V>(target[(p * n)..], ones, c[((p - first + w) * pitch)..]);
        for (var j = first; j < end; j++)
        {
            // Column p lies at (p − first + w) pitch, and row j is its element j − p.
            int here = (j - first + w) * pitch, farthest = here - Math.Min(j, w) * (pitch - 1);
            var inverse = V.Of(0);
            for (var k = 0; k <= w; k += V.Count)
            {
                var a = V.Load(matrix[(j * n + k)..]) * V.Load(ones[k..]);
                if (k == 0) a += shift;
                for (var at = farthest; at <= here; at += pitch - 1) a = V.MultiplyAdd(V.Broadcast(l[at]), V.Load(l[(at + k)..]), a);
                for (var at = farthest; at < here; at += pitch - 1) a = V.MultiplyAdd(-V.Broadcast(c[at]), V.Load(c[(at + k)..]), a);
                if (k == 0)
                {
                    // In every lane, so that what follows does not wait for a way through memory.
                    var pivot = V.Broadcast((float)a.Get(0));
                    smallest = V.Min(smallest, pivot);
                    inverse = V.DivideByRoot(V.Of(1), pivot);
                    inverses[j] = (float)inverse.Get(0);
                }
                a *= inverse;
                a.Store(c[(here + k)..]);
                // The next column overwrites what is beyond this one.
                a.Store(target[(j * n + k)..]);
            }
            var sum = y[j];
            for (int at = farthest, p = j - Math.Min(j, w); p < j; p++, at += pitch - 1) sum = MathF.FusedMultiplyAdd(-c[at], y[p], sum);
            y[j] = sum * inverses[j];
        }
        return Float32.Of(smallest.Get(0));
    }

    private static void Copy<V>(Span<float> column, ReadOnlySpan<float> ones, Span<float> target) where V : struct, ILane<V>
    {
        for (var k = 0; k < ones.Length; k += V.Count) (V.Load(column[k..]) * V.Load(ones[k..])).Store(target[k..]);
    }

    private static Span<float> Numbers(Span<Float32> numbers) => MemoryMarshal.Cast<Float32, float>(numbers);

    private static float[] Ones(int halfBandwidth)
    {
        var ones = new float[Padded(halfBandwidth)];
        ones.AsSpan(0, halfBandwidth + 1).Fill(1);
        return ones;
    }

    private static int Padded(int halfBandwidth) => (halfBandwidth / Float32x16.Count + 1) * Float32x16.Count;
}
