using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// Columns of <see cref="BandSweep{V}"/> for one window alone and a known half-bandwidth of at most six, each column a vector. Each waits
/// for the one before, so the columns of C that it needs stay in registers: what was stored last is not in memory yet.
/// </summary>
/// <typeparam name="W">The half-bandwidth.</typeparam>
internal static class BandColumnsOfOne<W> where W : struct, IHalfBandwidth
{
    // Read from its q-th element on, a column is what it contributes to the column q later, and then comes the next column. What is
    // read from there is multiplied by ones and zeros.
    private static readonly float[] _ones = [.. Enumerable.Repeat(1f, W.Value + 1), .. new float[Float32x8.Count]];

    /// <summary>Computes the columns first .. end − 1.</summary>
    [MethodImpl(Kernel.Compiled)]
    public static Float32 Compute(in BandSweep<Float32> sweep, int first, int end)
    {
        ref float m = ref Begin(sweep.Matrix.Elements), l = ref Begin(sweep.Root!.Elements), c = ref Begin(sweep.Factor.Elements);
        ref float y = ref Begin(sweep.Right), inverses = ref Begin(sweep.InverseDiagonal);
        ref var ones = ref MemoryMarshal.GetArrayDataReference(_ones);
        Float32x8 smallest = Float32x8.Of(double.PositiveInfinity), shift = Float32x8.Of(0).With(0, sweep.Shift.Get(0));
        Float32x8 c1 = Before(ref c, ref ones, first, 1), c2 = Before(ref c, ref ones, first, 2), c3 = Before(ref c, ref ones, first, 3);
        Float32x8 c4 = Before(ref c, ref ones, first, 4), c5 = Before(ref c, ref ones, first, 5), c6 = Before(ref c, ref ones, first, 6);
        for (var j = first; j < end; j++)
        {
            ref float root = ref Unsafe.Add(ref l, j * (W.Value + 1)), right = ref Unsafe.Add(ref y, j);
            var a = Read(ref Unsafe.Add(ref m, j * (W.Value + 1)), ref ones) + shift;
            if (W.Value >= 6 && j >= 6) a = AddSquare(ref root, ref ones, 6, a);
            if (W.Value >= 5 && j >= 5) a = AddSquare(ref root, ref ones, 5, a);
            if (j >= 4) a = AddSquare(ref root, ref ones, 4, a);
            if (j >= 3) a = AddSquare(ref root, ref ones, 3, a);
            if (j >= 2) a = AddSquare(ref root, ref ones, 2, a);
            if (j >= 1) a = AddSquare(ref root, ref ones, 1, a);
            a = AddSquare(ref root, ref ones, 0, a);

            var sum = right;
            if (W.Value >= 6) Subtract(c6, ref right, 6, j, ref a, ref sum);
            if (W.Value >= 5) Subtract(c5, ref right, 5, j, ref a, ref sum);
            Subtract(c4, ref right, 4, j, ref a, ref sum);
            Subtract(c3, ref right, 3, j, ref a, ref sum);
            Subtract(c2, ref right, 2, j, ref a, ref sum);
            Subtract(c1, ref right, 1, j, ref a, ref sum);

            var pivot = Float32x8.SpreadFirst(a);
            smallest = Float32x8.Min(smallest, pivot);
            var inverse = Float32x8.DivideByRoot(Float32x8.Of(1), pivot);
            Unsafe.Add(ref inverses, j) = inverse.First;
            right = sum * inverse.First;
            // The next column overwrites what is beyond this one.
            Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref c, j * (W.Value + 1))), a * inverse);
            (c6, c5, c4, c3, c2) = (Float32x8.Next(c5), Float32x8.Next(c4), Float32x8.Next(c3), Float32x8.Next(c2), Float32x8.Next(c1));
            c1 = Float32x8.Next(a) * inverse;
        }
        return Float32.Of(smallest.Get(0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float32x8 AddSquare(ref float diagonal, ref float ones, int before, Float32x8 sum)
    {
        ref var own = ref Unsafe.Subtract(ref diagonal, before * W.Value);
        return Float32x8.MultiplyAdd(Float32x8.Broadcast(own), Read(ref own, ref Unsafe.Add(ref ones, before)), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(Float32x8 column, ref float right, int before, int j, ref Float32x8 sum, ref float rightSum)
    {
        sum = Float32x8.MultiplyAdd(-Float32x8.SpreadFirst(column), column, sum);
        if (j >= before) rightSum = MathF.FusedMultiplyAdd(-column.First, Unsafe.Subtract(ref right, before), rightSum);
    }

    // Column j − before of C from its element in row j on; zero before the first.
    private static Float32x8 Before(ref float c, ref float ones, int j, int before) => j < before || before > W.Value
        ? Float32x8.Of(0)
        : Read(ref Unsafe.Add(ref c, (j - before) * (W.Value + 1) + before), ref Unsafe.Add(ref ones, before));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float32x8 Read(ref float from, ref float ones) => Vector(ref from) * Vector(ref ones);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float32x8 Vector(ref float from) => Unsafe.ReadUnaligned<Float32x8>(ref Unsafe.As<float, byte>(ref from));

    private static ref float Begin(Span<Float32> numbers) => ref Unsafe.As<Float32, float>(ref MemoryMarshal.GetReference(numbers));
}
