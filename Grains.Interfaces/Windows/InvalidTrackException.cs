namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>A track option is out of range.</summary>
[GenerateSerializer, Alias("neuralda.InvalidTrackException")]
public sealed class InvalidTrackException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public InvalidTrackException(string message) : base(message) { }
}
