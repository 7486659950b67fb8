namespace NeuralDA.Grains.Windows;

/// <summary>
/// The sequence numbers received from one writer, as disjoint ranges in ascending order. A writer that leaves no gaps costs one
/// range however long it runs.
/// </summary>
[GenerateSerializer, Alias("neuralda.SequenceSet")]
internal sealed class SequenceSet
{
    [Id(0)] private readonly List<SequenceRange> _ranges = [];

    /// <summary>How many numbers the set holds.</summary>
    public long Count => _ranges.Sum(range => range.Last - range.First + 1);

    /// <summary>One more than the highest number, 0 for the empty set.</summary>
    public long Next => _ranges.Count == 0 ? 0 : _ranges[^1].Last + 1;

    /// <summary>How many ranges it takes to say which.</summary>
    public int RangeCount => _ranges.Count;

    /// <returns>False when the number was there already.</returns>
    public bool Add(long sequence)
    {
        var after = FirstBeginningAfter(sequence);
        if (after > 0 && sequence <= _ranges[after - 1].Last) return false;

        var extendsLeft = after > 0 && _ranges[after - 1].Last == sequence - 1;
        var extendsRight = after < _ranges.Count && _ranges[after].First == sequence + 1;
        if (extendsLeft && extendsRight)
        {
            _ranges[after - 1] = _ranges[after - 1] with { Last = _ranges[after].Last };
            _ranges.RemoveAt(after);
        }
        else if (extendsLeft) _ranges[after - 1] = _ranges[after - 1] with { Last = sequence };
        else if (extendsRight) _ranges[after] = _ranges[after] with { First = sequence };
        else _ranges.Insert(after, new SequenceRange(sequence, sequence));
        return true;
    }

    /// <summary>Index of the first range that begins after the number; the ranges' count where none does.</summary>
    private int FirstBeginningAfter(long sequence)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].First > sequence) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}

/// <summary>The numbers First..Last, both included.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.SequenceRange")]
internal readonly record struct SequenceRange([property: Id(0)] long First, [property: Id(1)] long Last);
