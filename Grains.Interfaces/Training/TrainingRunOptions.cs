namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>
/// What a training run trains. The prior follows from these options alone, bit for bit on processors of one kind, but for
/// <see cref="Workers"/> and <see cref="Promote"/>, which change nothing in it.
/// </summary>
[GenerateSerializer, Immutable, Alias("neuralda.TrainingRunOptions")]
public sealed record TrainingRunOptions
{
    /// <summary>Name of the prior that gets a new version.</summary>
    [Id(0)] public required string PriorName { get; init; }

    /// <summary>The published setting whose simulated windows it is trained on; null where <see cref="Data"/> is given.</summary>
    [Id(1)] public string? Setting { get; init; }

    /// <summary>How it is trained. Default: unrolled.</summary>
    [Id(2)] public PriorTrainingMode Mode { get; init; }

    /// <summary>Optimiser steps. Default: 20 000.</summary>
    [Id(3)] public int? Steps { get; init; }

    /// <summary>Windows in a step's global batch. Default: 256.</summary>
    [Id(4)] public int? BatchSize { get; init; }

    /// <summary>
    /// Parts of the global batch, a power of two: more silos than parts do not help, and another number gives another prior.
    /// Default: 4.
    /// </summary>
    [Id(5)] public int? MicroShards { get; init; }

    /// <summary>The largest learning rate. Default: 0.002.</summary>
    [Id(6)] public double? LearningRate { get; init; }

    /// <summary>Steps over which the learning rate rises. Default: 200.</summary>
    [Id(7)] public int? WarmUpSteps { get; init; }

    /// <summary>Applications of the prior in unrolled mode. Default: 3.</summary>
    [Id(8)] public int? Applications { get; init; }

    /// <summary>Hidden width of the mean networks. Default: the setting's.</summary>
    [Id(9)] public int? MeanWidth { get; init; }

    /// <summary>Hidden width of the precision networks. Default: 64, or 32 in the modes of the paper.</summary>
    [Id(10)] public int? PrecisionWidth { get; init; }

    /// <summary>Windows that the climatology is estimated from. Default: 100 000.</summary>
    [Id(11)] public int? ClimatologyWindows { get; init; }

    /// <summary>Windows for the calibration of variances. Default: 4000.</summary>
    [Id(12)] public int? ValidationWindows { get; init; }

    /// <summary>The seed of everything random. Default: 1.</summary>
    [Id(13)] public ulong Seed { get; init; } = 1;

    /// <summary>Most silos that take part; null means all there are. Default: null.</summary>
    [Id(14)] public int? Workers { get; init; }

    /// <summary>Whether the new version is promoted if it is better than the one in use beyond noise. Default: true.</summary>
    [Id(15)] public bool Promote { get; init; } = true;

    /// <summary>The data set it is trained on; null where <see cref="Setting"/> is given.</summary>
    [Id(16)] public DataSetReference? Data { get; init; }
}
