namespace NeuralDA.Assimilation.Lanes;

/// <summary>Moves one window's numbers between its own array and its lane of a feature-major block.</summary>
public static class LaneBlock
{
    /// <summary>Writes <paramref name="window"/> [n] into lane <paramref name="lane"/> of <paramref name="block"/> [n].</summary>
    public static void Scatter<V>(ReadOnlySpan<double> window, Span<V> block, int lane) where V : struct, ILane<V>
    {
        for (var i = 0; i < window.Length; i++) block[i] = block[i].With(lane, window[i]);
    }

    /// <summary>Reads lane <paramref name="lane"/> of <paramref name="block"/> [n] into <paramref name="window"/> [n].</summary>
    public static void Gather<V>(ReadOnlySpan<V> block, int lane, Span<double> window) where V : struct, ILane<V>
    {
        for (var i = 0; i < window.Length; i++) window[i] = block[i].Get(lane);
    }

    /// <summary>The scalar product of two blocks, lane by lane.</summary>
    public static V Dot<V>(ReadOnlySpan<V> a, ReadOnlySpan<V> b) where V : struct, ILane<V>
    {
        var sum = V.Of(0);
        for (var i = 0; i < a.Length; i++) sum = V.MultiplyAdd(a[i], b[i], sum);
        return sum;
    }
}
