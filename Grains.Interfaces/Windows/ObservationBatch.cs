namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>
/// Observations of one writer with contiguous sequence numbers. The numbers, not the batches, identify observations: a
/// batch may be sent again, cut differently or arrive out of order, and each observation is used once.
/// </summary>
/// <param name="WriterId">Who numbers the observations; unique within the track.</param>
/// <param name="FirstSequence">Sequence number of the first observation, at least 0; the others follow by one.</param>
/// <param name="Observations">The observations; at most <see cref="MaximumCount"/>.</param>
[GenerateSerializer, Immutable, Alias("neuralda.ObservationBatch")]
public sealed record ObservationBatch(
    [property: Id(0)] string WriterId,
    [property: Id(1)] long FirstSequence,
    [property: Id(2)] Observation[] Observations)
{
    /// <summary>Most observations in one batch: a few tens of kilobytes, so a message stays off the large-object heap.</summary>
    public const int MaximumCount = 1024;

    /// <summary>Most characters in the name of a writer or component.</summary>
    public const int LongestName = 128;
}
