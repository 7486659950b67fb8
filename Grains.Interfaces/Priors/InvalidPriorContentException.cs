namespace NeuralDA.Grains.Interfaces.Priors;

/// <summary>The content published is not a prior: corrupted or foreign.</summary>
[GenerateSerializer, Alias("neuralda.InvalidPriorContentException")]
public sealed class InvalidPriorContentException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public InvalidPriorContentException(string message) : base(message) { }
}
