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
/// Columns of <see cref="BandSweep{V}"/> for a known half-bandwidth of at most six, one vector of the machine after the other: all sums
/// of a column stay in registers, what they are of lies at constant distances, and while a vector waits for its pivot the machine
/// is busy with the next. Each pass through the loop reads memory from w columns before on.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <typeparam name="X">The vector of which a block of lanes has one or several side by side.</typeparam>
/// <typeparam name="W">The half-bandwidth.</typeparam>
internal static class BandColumns<V, X, W> where V : struct, ILane<V> where X : struct, ILane<X> where W : struct, IHalfBandwidth
{
    private static int Vectors => Unsafe.SizeOf<V>() / Unsafe.SizeOf<X>();

    /// <summary>Computes the columns first .. end − 1; first ≥ w.</summary>
    [MethodImpl(Kernel.Compiled)]
    public static void Compute(in BandSweep<V> sweep, int first, int end, ref V smallest)
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
            least = X.Min(least, sums.Diagonal);
            var inverse = X.DivideByRoot(X.Of(1), sums.Diagonal);
            Unsafe.Add(ref inverses, j * Vectors + s) = inverse;
            sums.Store(inverse, ref factor);
            right = sums.Right * inverse;
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
            var own = column;
            Add(own, own, ref column, W.Value - before);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void SubtractSquare(ref X diagonal, ref X right, int before)
        {
            ref var column = ref Row(ref diagonal, -before * W.Value);
            var own = column;
            Add(-own, own, ref column, W.Value - before);
            X.AddProduct(ref Right, -own, in Row(ref right, -before));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add(X factor, X own, ref X column, int rows)
        {
            X.AddProduct(ref Diagonal, factor, in own);
            if (rows >= 1) X.AddProduct(ref _1, factor, in Row(ref column, 1));
            if (rows >= 2) X.AddProduct(ref _2, factor, in Row(ref column, 2));
            if (rows >= 3) X.AddProduct(ref _3, factor, in Row(ref column, 3));
            if (rows >= 4) X.AddProduct(ref _4, factor, in Row(ref column, 4));
            if (rows >= 5) X.AddProduct(ref _5, factor, in Row(ref column, 5));
            if (rows >= 6) X.AddProduct(ref _6, factor, in Row(ref column, 6));
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
