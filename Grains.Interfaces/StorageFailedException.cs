namespace NeuralDA.Grains.Interfaces;

/// <summary>The store refused a write or a read; nothing of the call was kept.</summary>
[GenerateSerializer, Alias("neuralda.StorageFailedException")]
public sealed class StorageFailedException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    public StorageFailedException(string message) : base(message) { }
}
