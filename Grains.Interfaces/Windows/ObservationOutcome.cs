namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>What one analysis made of one observation of its window; physical units.</summary>
/// <param name="WriterId">The observation's writer.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Time">Valid time, model time units.</param>
/// <param name="Component">Index into <see cref="Analysis.Components"/>.</param>
/// <param name="Value">Measured value.</param>
/// <param name="ErrorStandardDeviation">Standard deviation of its error.</param>
/// <param name="OMinusB">Observation minus background (the climatological prior mean); NaN for one refused.</param>
/// <param name="OMinusA">Observation minus analysis; NaN for one refused.</param>
/// <param name="Refused">Null for an observation that was used; why for one that was not.</param>
/// <param name="Influence">
/// Its share of the degrees of freedom for signal, 0..1: how far the analysis follows it; a merged burst shares its influence.
/// </param>
/// <param name="Weight">
/// Share of its information that was used: 1 in full, less where it departs beyond the threshold and is down-weighted or where
/// it was merged with others of a burst, 0 for one refused.
/// </param>
/// <param name="LeaveOneOut">Observation minus the analysis made without it; NaN where it was refused before any was made.</param>
/// <param name="LeaveOneOutStandardDeviation">What that departure should be, sqrt(H P Hᵀ + R); NaN likewise.</param>
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
    [property: Id(8)] RefusalReason? Refused,
    [property: Id(9)] double Influence,
    [property: Id(10)] double Weight,
    [property: Id(11)] double LeaveOneOut,
    [property: Id(12)] double LeaveOneOutStandardDeviation);
