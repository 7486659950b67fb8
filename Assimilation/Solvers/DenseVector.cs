using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// Vectors of one window in float64. Eight elements go at a time whatever the machine's vectors are, which makes the bits the same on
/// all.
/// </summary>
internal static class DenseVector
{
    /// <summary>Adds a multiple of a vector to another.</summary>
    public static void Add(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        var i = 0;
        for (; i <= target.Length - Vector512<double>.Count; i += Vector512<double>.Count)
            (Load(target, i) + factor * Load(source, i)).StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)i);
        for (; i < target.Length; i++) target[i] += factor * source[i];
    }

    /// <summary>The scalar product.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var (sums, i) = (Vector512<double>.Zero, 0);
        for (; i <= left.Length - Vector512<double>.Count; i += Vector512<double>.Count) sums += Load(left, i) * Load(right, i);
        var sum = Vector512.Sum(sums);
        for (; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }

    /// <summary>Eight elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(ReadOnlySpan<double> source, int index) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(source), (nuint)index);
}
