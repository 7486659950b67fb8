namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>One scalar measurement of one state component.</summary>
/// <param name="Time">Valid time, model time units.</param>
/// <param name="Component">Name of the observed component, as in the prior.</param>
/// <param name="Value">Measured value, physical units of the component.</param>
/// <param name="ErrorStandardDeviation">Standard deviation of the observation error, physical units, positive.</param>
/// <param name="Unit">Unit of value and error, which must be the component's; null where the writer does not say.</param>
[GenerateSerializer, Immutable, Alias("neuralda.Observation")]
public readonly record struct Observation(
    [property: Id(0)] double Time,
    [property: Id(1)] string Component,
    [property: Id(2)] double Value,
    [property: Id(3)] double ErrorStandardDeviation,
    [property: Id(4)] string? Unit = null);
