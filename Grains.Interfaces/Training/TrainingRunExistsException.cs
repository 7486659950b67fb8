namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>A training run of that id exists with other options.</summary>
[GenerateSerializer, Alias("neuralda.TrainingRunExistsException")]
public sealed class TrainingRunExistsException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public TrainingRunExistsException(string message) : base(message) { }
}
