namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>One observation of a batch that is not used.</summary>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">What was expected and what came, one line.</param>
[GenerateSerializer, Immutable, Alias("neuralda.Refusal")]
public sealed record Refusal(
    [property: Id(0)] long Sequence,
    [property: Id(1)] RefusalReason Reason,
    [property: Id(2)] string Message);
