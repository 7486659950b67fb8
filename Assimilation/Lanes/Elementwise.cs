using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuralDA.Assimilation.Lanes;

/// <summary>A formula of three numbers.</summary>
internal interface IFormula
{
    /// <summary>Its value.</summary>
    V Of<V>(V x, V y, V z) where V : struct, ILane<V>;
}

/// <summary>x + y.</summary>
internal readonly struct Sum : IFormula
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Of<V>(V x, V y, V z) where V : struct, ILane<V> => x + y;
}

/// <summary>
/// Formulas applied to each element of blocks. One window alone, whose blocks are rows of plain numbers, is computed in vectors of
/// its elements.
/// </summary>
internal static class Elementwise
{
    /// <summary>result[i] = F(x[i], y[i], z[i]).</summary>
    /// <typeparam name="F">The formula.</typeparam>
    /// <typeparam name="V">The lane type.</typeparam>
    public static void Apply<F, V>(F formula, ReadOnlySpan<V> x, ReadOnlySpan<V> y, ReadOnlySpan<V> z, Span<V> result)
        where F : struct, IFormula where V : struct, ILane<V>
    {
        if (typeof(V) != typeof(Float32)) Loop(formula, x, y, z, result);
        else if (MachineVectors.Bits == 512) InVectors<F, V, Float32x16>(formula, x, y, z, result);
        else if (MachineVectors.Bits == 256) InVectors<F, V, Float32x8>(formula, x, y, z, result);
        else InVectors<F, V, Float32x4>(formula, x, y, z, result);
    }

    /// <summary>result[i] = F(x[i], y[i], y[i]).</summary>
    /// <typeparam name="F">The formula.</typeparam>
    /// <typeparam name="V">The lane type.</typeparam>
    public static void Apply<F, V>(F formula, ReadOnlySpan<V> x, ReadOnlySpan<V> y, Span<V> result)
        where F : struct, IFormula where V : struct, ILane<V> => Apply(formula, x, y, y, result);

    private static void InVectors<F, V, W>(F formula, ReadOnlySpan<V> x, ReadOnlySpan<V> y, ReadOnlySpan<V> z, Span<V> result)
        where F : struct, IFormula where V : struct, ILane<V> where W : struct, ILane<W>
    {
        var whole = result.Length - result.Length % W.Count;
        Loop(
            formula, MemoryMarshal.Cast<V, W>(x[..whole]), MemoryMarshal.Cast<V, W>(y[..whole]), MemoryMarshal.Cast<V, W>(z[..whole]),
            MemoryMarshal.Cast<V, W>(result[..whole]));
        Loop(formula, x[whole..], y[whole..], z[whole..], result[whole..]);
    }

    [MethodImpl(Kernel.Compiled)]
    private static void Loop<F, V>(F formula, ReadOnlySpan<V> x, ReadOnlySpan<V> y, ReadOnlySpan<V> z, Span<V> result)
        where F : struct, IFormula where V : struct, ILane<V>
    {
        x = x[..result.Length];
        y = y[..result.Length];
        z = z[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = formula.Of(x[i], y[i], z[i]);
    }
}
