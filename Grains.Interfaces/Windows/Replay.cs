namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>An analysis, computed once more from what is stored: its observations, what was handed on, and the prior's version.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.Replay")]
public sealed record Replay
{
    /// <summary>Track id.</summary>
    [Id(0)] public required string Track { get; init; }

    /// <summary>Sequence of the analysis.</summary>
    [Id(1)] public required long Sequence { get; init; }

    /// <summary>Its window.</summary>
    [Id(2)] public required long Window { get; init; }

    /// <summary>Its revision.</summary>
    [Id(3)] public required int Revision { get; init; }

    /// <summary>Version of the prior that made it.</summary>
    [Id(4)] public required int PriorVersion { get; init; }

    /// <summary>Number of observations in it, those refused included.</summary>
    [Id(5)] public required int Observations { get; init; }

    /// <summary>Whether the result equals the stored analysis bit for bit.</summary>
    [Id(6)] public required bool IsIdentical { get; init; }

    /// <summary>Largest difference of a mean, in stored standard deviations; 0 where means are identical.</summary>
    [Id(7)] public required double LargestDifference { get; init; }

    /// <summary>Sequence of the analysis that handed on to it; null for the first of a chain.</summary>
    [Id(8)] public long? CarriedFrom { get; init; }

    /// <summary>
    /// Whether that one, computed once more, hands on the same bit for bit; null where there is none or it is no longer kept.
    /// </summary>
    [Id(9)] public bool? IsHandedOnIdentically { get; init; }
}
