namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>The silo takes on no more work for the moment; nothing of the call was kept.</summary>
[GenerateSerializer, Alias("neuralda.SiloBusyException")]
public sealed class SiloBusyException : NeuralDAException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    /// <param name="retryAfter">When to send the call again.</param>
    public SiloBusyException(string message, TimeSpan retryAfter) : base(message) => RetryAfter = retryAfter;

    /// <summary>When to send the call again.</summary>
    [Id(0)] public TimeSpan RetryAfter { get; private set; }
}
