using NeuralDA.Grains.Interfaces.Serialization;

namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>What follows the latest analysis, with a deviation that grows to the climate's; fields [Steps, phi], physical units.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.Forecast")]
public sealed record Forecast
{
    /// <summary>Track id.</summary>
    [Id(0)] public required string Track { get; init; }

    /// <summary>Sequence of the analysis the run starts from.</summary>
    [Id(1)] public required long AnalysisSequence { get; init; }

    /// <summary>Model time of the first forecast state: one step after the analysis' last state.</summary>
    [Id(2)] public required double Begin { get; init; }

    /// <summary>Model time between steps.</summary>
    [Id(3)] public required double TimeStep { get; init; }

    /// <summary>Number of forecast states.</summary>
    [Id(4)] public required int Steps { get; init; }

    /// <summary>Names of the phi components.</summary>
    [Id(5)] public required string[] Components { get; init; }

    /// <summary>Forecast mean [Steps, phi].</summary>
    [Id(6)] public required FloatBlob Mean { get; init; }

    /// <summary>Forecast standard deviation [Steps, phi].</summary>
    [Id(7)] public required FloatBlob StandardDeviation { get; init; }
}
