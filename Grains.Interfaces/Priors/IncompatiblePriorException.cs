namespace NeuralDA.Grains.Interfaces.Priors;

/// <summary>A new version differs in shape from the prior's other versions.</summary>
[GenerateSerializer, Alias("neuralda.IncompatiblePriorException")]
public sealed class IncompatiblePriorException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public IncompatiblePriorException(string message) : base(message) { }
}
