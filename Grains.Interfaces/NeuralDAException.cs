namespace NeuralDA.Grains.Interfaces;

/// <summary>Base of every error the service reports to a caller: one line saying what was expected and what came.</summary>
/// <remarks>An <see cref="OrleansException"/>, because Orleans wraps other errors of a store into one of its own.</remarks>
[GenerateSerializer, Alias("neuralda.NeuralDAException")]
public abstract class NeuralDAException : OrleansException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    protected NeuralDAException(string message) : base(message) { }
}
