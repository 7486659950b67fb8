namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>
/// Acknowledgement of a batch. When it arrives, everything it speaks of is on disk. Accepted, duplicates and refusals add up
/// to the batch.
/// </summary>
/// <param name="Accepted">Observations used for the first time.</param>
/// <param name="Duplicates">Observations used before, changed nothing.</param>
/// <param name="Refusals">Observations not used. One sent again is listed again while its raw value is kept.</param>
/// <param name="LastAnalysisSequence">Sequence of the track's newest analysis, 0 before the first.</param>
[GenerateSerializer, Immutable, Alias("neuralda.IngestReceipt")]
public sealed record IngestReceipt(
    [property: Id(0)] int Accepted,
    [property: Id(1)] int Duplicates,
    [property: Id(2)] Refusal[] Refusals,
    [property: Id(3)] long LastAnalysisSequence);
