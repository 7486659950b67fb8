namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>A batch is not one: too long, negative sequence numbers, or no writer.</summary>
[GenerateSerializer, Alias("neuralda.InvalidBatchException")]
public sealed class InvalidBatchException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public InvalidBatchException(string message) : base(message) { }
}
