using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>A half-bandwidth that the JIT knows.</summary>
internal interface IHalfBandwidth
{
    /// <summary>w.</summary>
    static abstract int Value { get; }
}

/// <summary>That of states of two components.</summary>
internal readonly struct Four : IHalfBandwidth
{
    /// <inheritdoc/>
    public static int Value => 4;
}

/// <summary>That of states of three components.</summary>
internal readonly struct Six : IHalfBandwidth
{
    /// <inheritdoc/>
    public static int Value => 6;
}

/// <summary>
/// The way down and up the band for a known half-bandwidth, one vector of the machine after the other: all sums of a column stay in
/// registers, what they are of lies at constant distances, and while a vector waits the machine is busy with the next.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
internal abstract class BandColumns<V> where V : struct, ILane<V>
{
    private static readonly BandColumns<V> _four = InVectors<Four>(), _six = InVectors<Six>();

    /// <summary>Those of a half-bandwidth; null where they are not written out.</summary>
    public static BandColumns<V>? For(int halfBandwidth) => halfBandwidth switch { 4 => _four, 6 => _six, _ => null };

    /// <summary>Computes the columns first .. end − 1 of a sweep; first ≥ w. Reads memory from w columns before on.</summary>
    public abstract void Down(in BandSweep<V> sweep, int first, int end, ref V smallest);

    /// <summary>Replaces y by the solution x of Cᵀ x = y in the rows last .. 0, where those below them have theirs; last &lt; d − w.</summary>
    public abstract void Up(BandMatrix<V> factor, Span<V> inverseDiagonal, Span<V> x, int last);

    private static BandColumns<V> InVectors<W>() where W : struct, IHalfBandwidth
    {
        bool doubles = LaneBlock.HoldsDoubles<V>(), wide = MachineVectors.Bits == 512;
        if (doubles && wide && V.Count % Float64x8.Count == 0) return new BandColumns<V, Float64x8, W>();
        if (doubles && V.Count % Float64Lanes.Count == 0) return new BandColumns<V, Float64Lanes, W>();
        if (doubles) return new BandColumns<V, Float64, W>();
        if (wide && V.Count % Float32x16.Count == 0) return new BandColumns<V, Float32x16, W>();
        if (MachineVectors.Bits >= 256 && V.Count % Float32x8.Count == 0) return new BandColumns<V, Float32x8, W>();
        return V.Count % Float32x4.Count == 0 ? new BandColumns<V, Float32x4, W>() : new BandColumns<V, Float32, W>();
    }
}

/// <inheritdoc/>
/// <typeparam name="V">The lane type.</typeparam>
/// <typeparam name="X">The vector of which a block of lanes has one or several side by side.</typeparam>
/// <typeparam name="W">The half-bandwidth, at most six.</typeparam>
internal sealed class BandColumns<V, X, W> : BandColumns<V>
    where V : struct, ILane<V> where X : struct, ILane<X> where W : struct, IHalfBandwidth
{
    private static int Vectors => Unsafe.SizeOf<V>() / Unsafe.SizeOf<X>();

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public override void Down(in BandSweep<V> sweep, int first, int end, ref V smallest)
    {
        ref X m = ref Begin(sweep.Matrix.Elements), c = ref Begin(sweep.Factor.Elements);
        ref X y = ref Begin(sweep.Right), inverses = ref Begin(sweep.InverseDiagonal);
        ref var l = ref sweep.Root is null ? ref Unsafe.NullRef<X>() : ref Begin(sweep.Root.Elements);
        var (shifts, matrixIsDiagonal, w) = (sweep.Shift, sweep.Reach == 0, W.Value);
        for (var j = first; j < end; j++)
        for (var s = 0; s < Vectors; s++)
        {
            var at = j * (w + 1) * Vectors + s;
            Column sums = default;
            if (!matrixIsDiagonal) sums.Load(ref Unsafe.Add(ref m, at));
            sums.Diagonal = Unsafe.Add(ref m, at) + Unsafe.Add(ref Unsafe.As<V, X>(ref shifts), s);
            if (!Unsafe.IsNullRef(ref l))
            {
                ref var root = ref Unsafe.Add(ref l, at);
                if (w >= 6) sums.AddSquare(ref root, 6);
                if (w >= 5) sums.AddSquare(ref root, 5);
                sums.AddSquare(ref root, 4);
                sums.AddSquare(ref root, 3);
                sums.AddSquare(ref root, 2);
                sums.AddSquare(ref root, 1);
                sums.AddSquare(ref root, 0);
            }
            ref X factor = ref Unsafe.Add(ref c, at), right = ref Unsafe.Add(ref y, j * Vectors + s);
            sums.Right = right;
            if (w >= 6) sums.SubtractSquare(ref factor, ref right, 6);
            if (w >= 5) sums.SubtractSquare(ref factor, ref right, 5);
            sums.SubtractSquare(ref factor, ref right, 4);
            sums.SubtractSquare(ref factor, ref right, 3);
            sums.SubtractSquare(ref factor, ref right, 2);
            sums.SubtractSquare(ref factor, ref right, 1);

            ref var least = ref Unsafe.Add(ref Unsafe.As<V, X>(ref smallest), s);
            least = X.WhereGreater(sums.Diagonal, least, least, sums.Diagonal);
            var inverse = X.DivideByRoot(X.Of(1), sums.Diagonal);
            Unsafe.Add(ref inverses, j * Vectors + s) = inverse;
            sums.Store(inverse, ref factor);
            right = sums.Right * inverse;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public override void Up(BandMatrix<V> factor, Span<V> inverseDiagonal, Span<V> x, int last)
    {
        ref X c = ref Begin(factor.Elements), inverses = ref Begin(inverseDiagonal), solution = ref Begin(x);
        var w = W.Value;
        for (var j = last; j >= 0; j--)
        for (var s = 0; s < Vectors; s++)
        {
            ref X column = ref Unsafe.Add(ref c, j * (w + 1) * Vectors + s), here = ref Unsafe.Add(ref solution, j * Vectors + s);
            var sum = here;
            if (w >= 6) X.SubtractProduct(ref sum, Row(ref here, 6), in Row(ref column, 6));
            if (w >= 5) X.SubtractProduct(ref sum, Row(ref here, 5), in Row(ref column, 5));
            X.SubtractProduct(ref sum, Row(ref here, 4), in Row(ref column, 4));
            X.SubtractProduct(ref sum, Row(ref here, 3), in Row(ref column, 3));
            X.SubtractProduct(ref sum, Row(ref here, 2), in Row(ref column, 2));
            X.SubtractProduct(ref sum, Row(ref here, 1), in Row(ref column, 1));
            here = sum * Unsafe.Add(ref inverses, j * Vectors + s);
        }
    }

    private static ref X Begin(Span<V> block) => ref Unsafe.As<V, X>(ref MemoryMarshal.GetReference(block));

    private static ref X Row(ref X first, int row) => ref Unsafe.Add(ref first, row * Vectors);

    /// <summary>The sums of the elements of a column and of the right-hand side.</summary>
    private struct Column
    {
        public X Diagonal, Right;
        private X _1, _2, _3, _4, _5, _6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Load(ref X column)
        {
            _1 = Row(ref column, 1);
            _2 = Row(ref column, 2);
            _3 = Row(ref column, 3);
            _4 = Row(ref column, 4);
            if (W.Value >= 5) _5 = Row(ref column, 5);
            if (W.Value >= 6) _6 = Row(ref column, 6);
        }

        // What the column so many before this one contributes; its first w − before elements below row j are within the band.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddSquare(ref X diagonal, int before)
        {
            ref var column = ref Row(ref diagonal, -before * W.Value);
            var (own, rows) = (column, W.Value - before);
            X.AddProduct(ref Diagonal, own, in own);
            if (rows >= 1) X.AddProduct(ref _1, own, in Row(ref column, 1));
            if (rows >= 2) X.AddProduct(ref _2, own, in Row(ref column, 2));
            if (rows >= 3) X.AddProduct(ref _3, own, in Row(ref column, 3));
            if (rows >= 4) X.AddProduct(ref _4, own, in Row(ref column, 4));
            if (rows >= 5) X.AddProduct(ref _5, own, in Row(ref column, 5));
            if (rows >= 6) X.AddProduct(ref _6, own, in Row(ref column, 6));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void SubtractSquare(ref X diagonal, ref X right, int before)
        {
            ref var column = ref Row(ref diagonal, -before * W.Value);
            var (own, rows) = (column, W.Value - before);
            X.SubtractProduct(ref Diagonal, own, in own);
            if (rows >= 1) X.SubtractProduct(ref _1, own, in Row(ref column, 1));
            if (rows >= 2) X.SubtractProduct(ref _2, own, in Row(ref column, 2));
            if (rows >= 3) X.SubtractProduct(ref _3, own, in Row(ref column, 3));
            if (rows >= 4) X.SubtractProduct(ref _4, own, in Row(ref column, 4));
            if (rows >= 5) X.SubtractProduct(ref _5, own, in Row(ref column, 5));
            if (rows >= 6) X.SubtractProduct(ref _6, own, in Row(ref column, 6));
            X.SubtractProduct(ref Right, own, in Row(ref right, -before));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(X scale, ref X column)
        {
            column = Diagonal * scale;
            Row(ref column, 1) = _1 * scale;
            Row(ref column, 2) = _2 * scale;
            Row(ref column, 3) = _3 * scale;
            Row(ref column, 4) = _4 * scale;
            if (W.Value >= 5) Row(ref column, 5) = _5 * scale;
            if (W.Value >= 6) Row(ref column, 6) = _6 * scale;
        }
    }
}
