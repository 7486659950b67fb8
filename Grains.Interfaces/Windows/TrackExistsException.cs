namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>The track exists with other options.</summary>
[GenerateSerializer, Alias("neuralda.TrackExistsException")]
public sealed class TrackExistsException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public TrackExistsException(string message) : base(message) { }
}
