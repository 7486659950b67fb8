namespace NeuralDA.Silo.Storage;

/// <summary>
/// How long a track's analyses are kept. What is beyond either limit goes when the track publishes again; the newest analysis of
/// its newest window stays in any case, and so does everything after it.
/// </summary>
public sealed record RetentionOptions
{
    /// <summary>Newest analyses kept of each track, at least 1; null for all. Default: null.</summary>
    public int? Count { get; init; }

    /// <summary>Time for which an analysis is kept, positive; null for ever. Default: null.</summary>
    public TimeSpan? Age { get; init; }
}
