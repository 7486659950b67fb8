using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using NeuralDA.Grains.Interfaces.Serialization;

namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>
/// Trajectories to train on, kept by the cluster under the SHA-256 of their content. Their values, [steps, components] of one
/// trajectory after another, come in parts of <see cref="PartLength"/>, the last one shorter.
/// </summary>
[GenerateSerializer, Immutable, Alias("neuralda.DataSetDescription")]
public sealed record DataSetDescription
{
    /// <summary>Values in a part.</summary>
    public const int PartLength = 64 * 1024;

    /// <summary>Most values of a data set: 1 GB.</summary>
    public const long MaximumCount = 256L << 20;

    /// <summary>What messages call it: the file it comes from.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Names of the components, [phi].</summary>
    [Id(1)] public required string[] Components { get; init; }

    /// <summary>Physical units of the components, [phi].</summary>
    [Id(2)] public required string[] Units { get; init; }

    /// <summary>Model time between steps.</summary>
    [Id(3)] public required double TimeStep { get; init; }

    /// <summary>Steps of each trajectory.</summary>
    [Id(4)] public required int[] Lengths { get; init; }

    /// <summary>The number of values.</summary>
    public long Count => Lengths.Sum(length => (long)length) * Components.Length;

    /// <summary>The number of parts.</summary>
    public int Parts => (int)((Count + PartLength - 1) / PartLength);

    /// <summary>The key of a data set: lowercase hexadecimal SHA-256 of description, without the name, and values.</summary>
    /// <param name="parts">The values in parts.</param>
    public string Hash(IEnumerable<FloatBlob> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> step = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(step, TimeStep);
        hash.AppendData(step);
        hash.AppendData(Encoding.UTF8.GetBytes(
            $"{string.Join('\n', Components)}\n\n{string.Join('\n', Units)}\n\n{string.Join(',', Lengths)}\n"));
        foreach (var part in parts) hash.AppendData(MemoryMarshal.AsBytes(part.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
