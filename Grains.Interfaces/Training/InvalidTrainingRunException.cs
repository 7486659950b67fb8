namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>A training run cannot be carried out as asked, or not in its phase.</summary>
[GenerateSerializer, Alias("neuralda.InvalidTrainingRunException")]
public sealed class InvalidTrainingRunException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public InvalidTrainingRunException(string message) : base(message) { }
}
