namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>A refused observation, kept as it came.</summary>
/// <param name="WriterId">The observation's writer.</param>
/// <param name="Raw">The observation, unchanged.</param>
/// <param name="Refusal">Its sequence number and why it was refused.</param>
[GenerateSerializer, Immutable, Alias("neuralda.RefusedObservation")]
public sealed record RefusedObservation(
    [property: Id(0)] string WriterId,
    [property: Id(1)] Observation Raw,
    [property: Id(2)] Refusal Refusal);
