namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>The track was never created.</summary>
[GenerateSerializer, Alias("neuralda.UnknownTrackException")]
public sealed class UnknownTrackException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public UnknownTrackException(string message) : base(message) { }
}
