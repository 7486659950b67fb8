using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Client;

/// <summary>How an <see cref="ObservationWriter"/> numbers, buffers and sends.</summary>
public sealed record WriterOptions
{
    /// <summary>
    /// Sequence number of the first observation written. A number the track has seen from this writer is a duplicate and
    /// changes nothing, so a writer that resumes must continue its numbering
    /// (<see cref="TrackStatus.Writers"/> tells where it stood). Default: 0.
    /// </summary>
    public long FirstSequence { get; init; }

    /// <summary>Most observations per batch, 1..<see cref="ObservationBatch.MaximumCount"/>. Default: 256.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>How long an observation may wait for company before its batch is sent. Default: 5 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Observations buffered before <see cref="ObservationWriter.WriteAsync"/> waits. Default: 4096.</summary>
    public int Capacity { get; init; } = 4096;

    /// <summary>Called with the receipt of each batch, in order, one at a time. Default: nothing.</summary>
    public Action<IngestReceipt>? OnReceipt { get; init; }
}
