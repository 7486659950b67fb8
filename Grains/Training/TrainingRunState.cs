using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Grains.Training;

/// <summary>What is stored of a run beside its checkpoint.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.TrainingRunState")]
internal sealed record TrainingRunState
{
    /// <summary>Null before the run is started.</summary>
    [Id(0)] public TrainingRunOptions? Options { get; init; }

    /// <summary><see cref="TrainingRunPhase.Running"/> for all that goes on by itself.</summary>
    [Id(1)] public TrainingRunPhase Phase { get; init; }

    [Id(2)] public string? Problem { get; init; }

    /// <summary>How often it was taken up.</summary>
    [Id(3)] public int Attempt { get; init; }

    [Id(4)] public CheckpointReference? Checkpoint { get; init; }

    [Id(5)] public DateTimeOffset StartedAt { get; init; }

    [Id(6)] public int? Version { get; init; }

    [Id(7)] public bool IsPromoted { get; init; }

    /// <summary>The learning curve up to where it last stood still.</summary>
    [Id(8)] public LearningCurve? Curve { get; init; }
}
