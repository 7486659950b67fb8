namespace NeuralDA.Grains.Interfaces.Access;

/// <summary>The caller is not known, lacks a right, or asked for what belongs to another; nothing of the call was done.</summary>
[GenerateSerializer, Alias("neuralda.AccessDeniedException")]
public sealed class AccessDeniedException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public AccessDeniedException(string message) : base(message) { }
}
