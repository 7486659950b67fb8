using NeuralDA.Grains.Interfaces.Serialization;

namespace NeuralDA.Grains.Training;

/// <summary>Long vectors as messages of a bearable size.</summary>
internal static class VectorParts
{
    /// <summary>Values in a part: 64 KB, which delay other messages by no more than a millisecond and are no large objects.</summary>
    public const int Length = 16 * 1024;

    /// <summary>How many parts a vector has.</summary>
    public static int Count(int length) => (length + Length - 1) / Length;

    /// <summary>One part of a vector.</summary>
    public static FloatBlob Cut(float[] vector, int part) =>
        new(vector[(part * Length)..Math.Min(vector.Length, (part + 1) * Length)]);

    /// <summary>Puts a part in its place.</summary>
    public static void Place(FloatBlob values, int part, float[] vector) => values.Span.CopyTo(vector.AsSpan(part * Length));
}
