namespace NeuralDA.Assimilation.Training.Optimization;

/// <summary>What one micro-shard adds to a step: sums over its windows, so that contributions add.</summary>
/// <param name="Gradient">The gradient of the summed loss, one element for each parameter.</param>
/// <param name="Loss">The summed loss.</param>
/// <param name="Count">The number of windows.</param>
public sealed record GradientContribution(float[] Gradient, double Loss, int Count)
{
    /// <summary>
    /// Adds contributions along a fixed binary tree: neighbours first, then pairs of neighbours, and so on. The order of
    /// floating-point additions, and so the result to the last bit, depends on their number alone. The gradient of the first
    /// becomes the sum.
    /// </summary>
    /// <param name="shards">The contributions in the order of their indices; a power of two of them.</param>
    public static GradientContribution Sum(IReadOnlyList<GradientContribution> shards)
    {
        ArgumentNullException.ThrowIfNull(shards);
        GradientContribution[] sums = [.. shards];
        for (var stride = 1; stride < sums.Length; stride *= 2)
            for (var i = 0; i + stride < sums.Length; i += 2 * stride) sums[i] = sums[i].Plus(sums[i + stride]);
        return sums[0];
    }

    /// <summary>Adds the sums of neighbouring blocks of the same tree; the gradients of some become sums.</summary>
    /// <param name="blocks">Sums of aligned blocks that together are all of <paramref name="whole"/>.</param>
    /// <param name="whole">An aligned block.</param>
    /// <exception cref="ArgumentException">A part of the block is missing.</exception>
    public static GradientContribution Sum(IReadOnlyDictionary<ShardRange, GradientContribution> blocks, ShardRange whole)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        if (blocks.TryGetValue(whole, out var sum)) return sum;
        if (whole.Count == 1) throw new ArgumentException($"the contribution of micro-shard {whole.First} is missing");
        var (left, right) = whole.Halves();
        return Sum(blocks, left).Plus(Sum(blocks, right));
    }

    private GradientContribution Plus(GradientContribution other)
    {
        for (var i = 0; i < Gradient.Length; i++) Gradient[i] += other.Gradient[i];
        return new GradientContribution(Gradient, Loss + other.Loss, Count + other.Count);
    }
}
