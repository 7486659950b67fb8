namespace NeuralDA.Grains.Interfaces;

/// <summary>
/// The store cannot be reached for the moment, and whether it kept the call is not known. Sending the call again is safe: what was
/// kept is recognised.
/// </summary>
[GenerateSerializer, Alias("neuralda.StorageUnavailableException")]
public sealed class StorageUnavailableException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public StorageUnavailableException(string message) : base(message) { }
}
