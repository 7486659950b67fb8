namespace NeuralDA.Grains.Interfaces.Priors;

/// <summary>No prior of that name, or no such version.</summary>
[GenerateSerializer, Alias("neuralda.UnknownPriorException")]
public sealed class UnknownPriorException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public UnknownPriorException(string message) : base(message) { }
}
