namespace NeuralDA.Grains.Interfaces.Training;

/// <summary>The training run was never started.</summary>
[GenerateSerializer, Alias("neuralda.UnknownTrainingRunException")]
public sealed class UnknownTrainingRunException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public UnknownTrainingRunException(string message) : base(message) { }
}
