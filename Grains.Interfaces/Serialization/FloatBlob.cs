using System.Runtime.InteropServices;

namespace NeuralDA.Grains.Interfaces.Serialization;

/// <summary>
/// Immutable block of float32 values, sent and stored as one memory copy (little-endian) instead of one tagged field per
/// element. Passed by reference inside a silo.
/// </summary>
[Immutable]
public sealed class FloatBlob : IEquatable<FloatBlob>
{
    private readonly float[] _values;

    /// <summary>Takes ownership of <paramref name="values"/>: the caller must not write to it afterwards.</summary>
    /// <param name="values">The values [n], kept without a copy.</param>
    public FloatBlob(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        this._values = values;
    }

    /// <summary>The values [n].</summary>
    public ReadOnlySpan<float> Span => _values;

    /// <summary>Number of values n.</summary>
    public int Count => _values.Length;

    /// <summary>The value at <paramref name="index"/>.</summary>
    /// <param name="index">0 &lt;= index &lt; <see cref="Count"/>.</param>
    public float this[int index] => _values[index];

    /// <summary>Rounds float64 values to a blob.</summary>
    /// <param name="values">The values [n].</param>
    /// <returns>A blob of n float32 values.</returns>
    public static FloatBlob From(ReadOnlySpan<double> values)
    {
        var rounded = GC.AllocateUninitializedArray<float>(values.Length);
        for (var i = 0; i < rounded.Length; i++) rounded[i] = (float)values[i];
        return new FloatBlob(rounded);
    }

    /// <summary>True when both hold the same bits, so a NaN equals itself.</summary>
    /// <param name="other">The blob to compare with.</param>
    public bool Equals(FloatBlob? other) => other is not null && Bytes(this).SequenceEqual(Bytes(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FloatBlob);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes(this));
        return hash.ToHashCode();
    }

    internal static ReadOnlySpan<byte> Bytes(FloatBlob blob) => MemoryMarshal.AsBytes(blob.Span);
}
