namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>Where a training run stands.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.TrainingRunStatus")]
public sealed record TrainingRunStatus
{
    /// <summary>Id of the run.</summary>
    [Id(0)] public required string Run { get; init; }

    /// <summary>What it trains.</summary>
    [Id(1)] public required TrainingRunOptions Options { get; init; }

    /// <summary>What it is doing.</summary>
    [Id(2)] public required TrainingRunPhase Phase { get; init; }

    /// <summary>Why it failed, or what hinders it while it goes on; null where all is well.</summary>
    [Id(3)] public string? Problem { get; init; }

    /// <summary>Steps done.</summary>
    [Id(4)] public required int Step { get; init; }

    /// <summary>Steps in all.</summary>
    [Id(5)] public required int Steps { get; init; }

    /// <summary>Steps skipped because their gradient was not finite.</summary>
    [Id(6)] public required int Skipped { get; init; }

    /// <summary>Mean loss of the last steps; null before the first.</summary>
    [Id(7)] public double? Loss { get; init; }

    /// <summary>The newest RMSE on validation windows, normalised units; null before the first.</summary>
    [Id(8)] public double? ValidationRmse { get; init; }

    /// <summary>Training windows a second, over the last seconds; 0 unless it is running.</summary>
    [Id(9)] public required double WindowsPerSecond { get; init; }

    /// <summary>The silos that took part in the last step.</summary>
    [Id(10)] public required TrainingSilo[] Silos { get; init; }

    /// <summary>The step that it would go on from after a crash.</summary>
    [Id(11)] public required int CheckpointStep { get; init; }

    /// <summary>When it was started (wall clock).</summary>
    [Id(12)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The version that came out, once it is finished.</summary>
    [Id(13)] public int? Version { get; init; }

    /// <summary>Whether that version was promoted.</summary>
    [Id(14)] public bool IsPromoted { get; init; }
}

/// <summary>A silo's part in a step.</summary>
/// <param name="Address">The silo.</param>
/// <param name="MicroShards">How many of the step's micro-shards it was dealt.</param>
[GenerateSerializer, Immutable, Alias("neuralda.TrainingSilo")]
public sealed record TrainingSilo([property: Id(0)] string Address, [property: Id(1)] int MicroShards);
