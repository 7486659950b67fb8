using NeuralDA.Client;

namespace NeuralDA.Silo.Hosting;

/// <summary>How much a silo takes on, and how silos share the tracks between them.</summary>
public sealed record LoadOptions
{
    // Twice as long as silos take to tell each other how much they hold.
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Batches in work at the same time, at least 1; a writer of one more is told to come later. Default: 4096.</summary>
    public int BatchesInWork { get; init; } = 4096;

    /// <summary>When such a writer shall come again. Default: 200 ms.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Calls that may wait for one track, at least 1. Default: 1000.</summary>
    public int CallsWaitingForTrack { get; init; } = 1000;

    /// <summary>Tracks of one tenant, at least 1; with none, tracks are not counted. Default: none.</summary>
    public int? TracksPerTenant { get; init; }

    /// <summary>
    /// Batches a second that one silo takes from the tracks of one tenant, with bursts of as many, at least 1; a writer of one more is
    /// told to come later. Default: none.
    /// </summary>
    public int? BatchesPerSecondOfTenant { get; init; }

    /// <summary>Most bytes of a message, at least 1 MiB; who sends a larger one loses the connection. Default: 80 MiB.</summary>
    public int MaximumMessageBytes { get; init; } = ClientOptions.DefaultMaximumMessageBytes;

    /// <summary>Time from a silo's start until active tracks begin to move to it. Default: 10 s.</summary>
    public TimeSpan RebalanceAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between two moves of a part of the tracks, at least 2 s. Default: 5 s.</summary>
    public TimeSpan RebalancePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with the options, one line each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (BatchesInWork < 1) yield return $"Load.BatchesInWork is {BatchesInWork}; expected at least 1";
        if (CallsWaitingForTrack < 1) yield return $"Load.CallsWaitingForTrack is {CallsWaitingForTrack}; expected at least 1";
        if (TracksPerTenant < 1) yield return $"Load.TracksPerTenant is {TracksPerTenant}; expected at least 1";
        if (BatchesPerSecondOfTenant < 1)
            yield return $"Load.BatchesPerSecondOfTenant is {BatchesPerSecondOfTenant}; expected at least 1";
        if (MaximumMessageBytes < 1 << 20) yield return $"Load.MaximumMessageBytes is {MaximumMessageBytes}; expected at least 1 MiB";
        if (RebalancePeriod < ShortestPeriod) yield return $"Load.RebalancePeriod is {RebalancePeriod}; expected at least 2 s";
        foreach (var time in new[] { RetryAfter, RebalanceAfter }.Where(time => time <= TimeSpan.Zero))
            yield return $"a time of Load is {time}; expected a positive one";
    }
}
