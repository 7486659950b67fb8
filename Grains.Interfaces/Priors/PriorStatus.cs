namespace NeuralDA.Grains.Interfaces.Priors;

/// <summary>A prior and its versions; every version has the same shape.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.PriorStatus")]
public sealed record PriorStatus
{
    /// <summary>Name of the prior.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Version that tracks use unless they pin one.</summary>
    [Id(1)] public required int CurrentVersion { get; init; }

    /// <summary>All versions, oldest first.</summary>
    [Id(2)] public required PriorVersion[] Versions { get; init; }

    /// <summary>Window length T in steps.</summary>
    [Id(3)] public required int Steps { get; init; }

    /// <summary>Model time between steps.</summary>
    [Id(4)] public required double TimeStep { get; init; }

    /// <summary>Names of the components.</summary>
    [Id(5)] public required string[] Components { get; init; }

    /// <summary>Physical units of the components.</summary>
    [Id(6)] public required string[] Units { get; init; }

    /// <summary>Name of the physical model, or null where the prior knows none.</summary>
    [Id(7)] public string? System { get; init; }

    /// <summary>Metadata of the current version: how it was trained, scores.</summary>
    [Id(8)] public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}
