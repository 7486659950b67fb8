using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>
/// Moves one window's numbers between its own array and its lane of a feature-major block. In memory a lane type is its numbers
/// side by side, floats or doubles, so a lane is a column of the block and needs no vector.
/// </summary>
public static class LaneBlock
{
    /// <summary>Adds a value to one lane.</summary>
    public static void Add<V>(ref V lanes, int lane, double value) where V : struct, ILane<V>
    {
        var block = MemoryMarshal.CreateSpan(ref lanes, 1);
        if (HoldsDoubles<V>()) MemoryMarshal.Cast<V, double>(block)[lane] += value;
        else MemoryMarshal.Cast<V, float>(block)[lane] = (float)(MemoryMarshal.Cast<V, float>(block)[lane] + value);
    }

    /// <summary>Reads one lane where it lies in memory.</summary>
    public static double Get<V>(ref readonly V lanes, int lane) where V : struct, ILane<V>
    {
        var block = MemoryMarshal.CreateReadOnlySpan(in lanes, 1);
        return HoldsDoubles<V>() ? MemoryMarshal.Cast<V, double>(block)[lane] : MemoryMarshal.Cast<V, float>(block)[lane];
    }

    /// <summary>Makes one lane zero.</summary>
    public static void Clear<V>(Span<V> block, int lane) where V : struct, ILane<V>
    {
        var numbers = MemoryMarshal.Cast<V, byte>(block);
        var size = Unsafe.SizeOf<V>() / V.Count;
        for (var at = lane * size; at < numbers.Length; at += V.Count * size) numbers.Slice(at, size).Clear();
    }

    /// <summary>Writes <paramref name="window"/> [n] into lane <paramref name="lane"/> of <paramref name="block"/> [n].</summary>
    public static void Scatter<V>(ReadOnlySpan<double> window, Span<V> block, int lane) where V : struct, ILane<V>
    {
        block = block[..window.Length];
        if (HoldsDoubles<V>())
        {
            var doubles = MemoryMarshal.Cast<V, double>(block);
            for (var i = 0; i < window.Length; i++) doubles[i * V.Count + lane] = window[i];
            return;
        }
        var floats = MemoryMarshal.Cast<V, float>(block);
        for (var i = 0; i < window.Length; i++) floats[i * V.Count + lane] = (float)window[i];
    }

    /// <summary>Reads lane <paramref name="lane"/> of <paramref name="block"/> [n] into <paramref name="window"/> [n].</summary>
    public static void Gather<V>(ReadOnlySpan<V> block, int lane, Span<double> window) where V : struct, ILane<V>
    {
        block = block[..window.Length];
        if (HoldsDoubles<V>())
        {
            var doubles = MemoryMarshal.Cast<V, double>(block);
            for (var i = 0; i < window.Length; i++) window[i] = doubles[i * V.Count + lane];
            return;
        }
        var floats = MemoryMarshal.Cast<V, float>(block);
        for (var i = 0; i < window.Length; i++) window[i] = floats[i * V.Count + lane];
    }

    /// <summary>The scalar product of two blocks, lane by lane.</summary>
    public static V Dot<V>(ReadOnlySpan<V> a, ReadOnlySpan<V> b) where V : struct, ILane<V>
    {
        var sum = V.Of(0);
        for (var i = 0; i < a.Length; i++) sum = V.MultiplyAdd(a[i], b[i], sum);
        return sum;
    }

    /// <summary>The sum of the numbers in all lanes, of which there are float32 and a multiple of four.</summary>
    internal static float Sum<V>(ref readonly V lanes) where V : struct, ILane<V>
    {
        var sums = Vector128<float>.Zero;
        foreach (var four in MemoryMarshal.Cast<V, Vector128<float>>(MemoryMarshal.CreateReadOnlySpan(in lanes, 1))) sums += four;
        return Vector128.Sum(sums);
    }

    /// <summary>Whether the numbers of a lane type are float64.</summary>
    internal static bool HoldsDoubles<V>() where V : struct, ILane<V> => Unsafe.SizeOf<V>() == V.Count * sizeof(double);
}
