namespace NeuralDA.Grains.Interfaces.Priors;

/// <summary>One published version of a prior.</summary>
/// <param name="Version">1, 2, 3, ...</param>
/// <param name="ContentHash">Lowercase hexadecimal SHA-256 of the safetensors content.</param>
/// <param name="Size">Size of the content in bytes.</param>
/// <param name="PublishedAt">When it was published (wall clock).</param>
[GenerateSerializer, Immutable, Alias("neuralda.PriorVersion")]
public sealed record PriorVersion(
    [property: Id(0)] int Version,
    [property: Id(1)] string ContentHash,
    [property: Id(2)] long Size,
    [property: Id(3)] DateTimeOffset PublishedAt)
{
    /// <summary>Where it comes from; null for a version that was imported.</summary>
    [Id(4)] public PriorLineage? Lineage { get; init; }

    /// <summary>How it compared with the version in use; null for the first, and for one that was imported.</summary>
    [Id(5)] public PriorTrial? Trial { get; init; }
}
