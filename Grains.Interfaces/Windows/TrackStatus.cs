namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>Where a track stands.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.TrackStatus")]
public sealed record TrackStatus
{
    /// <summary>Track id.</summary>
    [Id(0)] public required string Track { get; init; }

    /// <summary>The options with defaults resolved: shift and lateness are never null.</summary>
    [Id(1)] public required TrackOptions Options { get; init; }

    /// <summary>Valid time of the newest observation, model time; null before the first.</summary>
    [Id(2)] public double? NewestTime { get; init; }

    /// <summary>Newest time minus lateness: what lies before is refused; null before the first observation.</summary>
    [Id(3)] public double? Watermark { get; init; }

    /// <summary>Observations accepted; those that a check refuses later are no longer counted.</summary>
    [Id(4)] public required long Accepted { get; init; }

    /// <summary>Observations that came again and changed nothing.</summary>
    [Id(5)] public required long Duplicates { get; init; }

    /// <summary>Observations refused, by reason; reasons that never occurred are absent.</summary>
    [Id(6)] public required IReadOnlyDictionary<RefusalReason, long> Refused { get; init; }

    /// <summary>The newest refused observations, oldest first.</summary>
    [Id(7)] public required RefusedObservation[] RecentlyRefused { get; init; }

    /// <summary>The windows that a new observation may still change; null before the first observation.</summary>
    [Id(8)] public WindowRange? OpenWindows { get; init; }

    /// <summary>Sequence of the newest analysis, 0 before the first.</summary>
    [Id(9)] public required long LastAnalysisSequence { get; init; }

    /// <summary>The writers that have sent observations.</summary>
    [Id(10)] public required WriterStatus[] Writers { get; init; }

    /// <summary>How the observations agree with what is assumed of them, by component; those never observed are absent.</summary>
    [Id(11)] public required ComponentDiagnostics[] Diagnostics { get; init; }

    /// <summary>How forecasts fared against observations that came later, by component and lead; empty before the first.</summary>
    [Id(12)] public required ForecastScore[] Forecasts { get; init; }
}

/// <summary>Window indices from First to Last, both included.</summary>
/// <param name="First">First window index.</param>
/// <param name="Last">Last window index.</param>
[GenerateSerializer, Immutable, Alias("neuralda.WindowRange")]
public sealed record WindowRange([property: Id(0)] long First, [property: Id(1)] long Last);

/// <summary>What a track has received from one writer.</summary>
/// <param name="WriterId">The writer.</param>
/// <param name="Received">How many distinct sequence numbers arrived.</param>
/// <param name="NextSequence">One more than the highest sequence number that arrived.</param>
[GenerateSerializer, Immutable, Alias("neuralda.WriterStatus")]
public sealed record WriterStatus(
    [property: Id(0)] string WriterId,
    [property: Id(1)] long Received,
    [property: Id(2)] long NextSequence);
