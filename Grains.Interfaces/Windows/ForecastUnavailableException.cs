namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>The track cannot be forecast.</summary>
[GenerateSerializer, Alias("neuralda.ForecastUnavailableException")]
public sealed class ForecastUnavailableException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public ForecastUnavailableException(string message) : base(message) { }
}
