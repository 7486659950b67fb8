namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>What one analysis made of one observation of its window; physical units.</summary>
/// <param name="WriterId">The observation's writer.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Time">Valid time, model time units.</param>
/// <param name="Component">Index into <see cref="Analysis.Components"/>.</param>
/// <param name="Value">Measured value.</param>
/// <param name="ErrorStandardDeviation">Standard deviation of its error.</param>
/// <param name="OMinusB">Observation minus background (the climatological prior mean); NaN for a gross error.</param>
/// <param name="OMinusA">Observation minus analysis; NaN for a gross error.</param>
/// <param name="Refused">Null for an observation that was used; <see cref="RefusalReason.GrossError"/> for one left out.</param>
[GenerateSerializer, Immutable, Alias("neuralda.ObservationOutcome")]
public readonly record struct ObservationOutcome(
    [property: Id(0)] string WriterId,
    [property: Id(1)] long Sequence,
    [property: Id(2)] double Time,
    [property: Id(3)] int Component,
    [property: Id(4)] double Value,
    [property: Id(5)] double ErrorStandardDeviation,
    [property: Id(6)] double OMinusB,
    [property: Id(7)] double OMinusA,
    [property: Id(8)] RefusalReason? Refused);
