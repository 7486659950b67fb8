using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Networks;

/// <summary>silu(x) = x / (1 + e⁻ˣ).</summary>
internal readonly struct Silu : IFormula
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Of<V>(V x, V y, V z) where V : struct, ILane<V> => x / (V.Of(1) + V.Exp(-x));
}

/// <summary>A residual: hidden + silu(change).</summary>
internal readonly struct AddSilu : IFormula
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Of<V>(V change, V hidden, V z) where V : struct, ILane<V> => hidden + default(Silu).Of(change, change, change);
}
