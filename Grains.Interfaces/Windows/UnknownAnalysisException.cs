namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>The track has no such analysis, or no longer.</summary>
[GenerateSerializer, Alias("neuralda.UnknownAnalysisException")]
public sealed class UnknownAnalysisException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public UnknownAnalysisException(string message) : base(message) { }
}
