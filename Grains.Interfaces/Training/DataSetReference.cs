namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>Which data set a run is trained on, and how windows are cut out of it.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.DataSetReference")]
public sealed record DataSetReference
{
    /// <summary>The key of the data set, which the cluster has; see <see cref="DataSetDescription.Hash"/>.</summary>
    [Id(0)] public required string ContentHash { get; init; }

    /// <summary>What messages call it: the file it comes from.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>The number phi of components.</summary>
    [Id(2)] public required int Components { get; init; }

    /// <summary>The number T of steps in a window, at least 8. Default: 32.</summary>
    [Id(3)] public int Steps { get; init; } = 32;

    /// <summary>Steps from the begin of one window to the begin of the next; null means a quarter of a window. Default: null.</summary>
    [Id(4)] public int? Stride { get; init; }

    /// <summary>Indices of the components observed in training, separated by commas; null means all. Default: null.</summary>
    [Id(5)] public string? Observed { get; init; }
}
