using System.Numerics;

namespace NeuralDA.Assimilation.Training.Optimization;

/// <summary>Neighbouring micro-shards of a step.</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many.</param>
public readonly record struct ShardRange(int First, int Count)
{
    /// <summary>The largest aligned blocks, nodes of the summation tree, that the range consists of; ascending.</summary>
    public IEnumerable<ShardRange> Blocks()
    {
        for (var (first, end) = (First, First + Count); first < end;)
        {
            var aligned = first == 0 ? int.MaxValue : first & -first;
            var size = Math.Min(aligned, (int)BitOperations.RoundUpToPowerOf2((uint)(end - first) + 1) / 2);
            yield return new ShardRange(first, size);
            first += size;
        }
    }

    /// <summary>The two halves of a block of at least two.</summary>
    public (ShardRange Left, ShardRange Right) Halves() => (new(First, Count / 2), new(First + Count / 2, Count / 2));

    /// <summary>Cuts the range into neighbouring parts in proportion to weights; parts may be empty.</summary>
    /// <param name="weights">The weights, positive.</param>
    public IReadOnlyList<ShardRange> Deal(IReadOnlyList<int> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (parts, total, dealt, end) = (new List<ShardRange>(), weights.Sum(), 0, First);
        foreach (var weight in weights)
        {
            var begin = end;
            dealt += weight;
            // Rounded up, so that the first, which nobody has to send anything to, has the larger share.
            end = First + (int)(((long)Count * dealt + total - 1) / total);
            parts.Add(new ShardRange(begin, end - begin));
        }
        return parts;
    }
}
