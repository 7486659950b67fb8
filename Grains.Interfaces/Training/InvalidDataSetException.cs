namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>Data to train on is not there, incomplete, or not what it is said to be.</summary>
[GenerateSerializer, Alias("neuralda.InvalidDataSetException")]
public sealed class InvalidDataSetException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public InvalidDataSetException(string message) : base(message) { }
}
