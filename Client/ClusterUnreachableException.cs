namespace NeuralDA.Client;

/// <summary>No gateway of the cluster answered.</summary>
public sealed class ClusterUnreachableException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: which gateways were tried, and for how long.</param>
    /// <param name="innerException">The last failure.</param>
    public ClusterUnreachableException(string message, Exception? innerException) : base(message, innerException) { }
}
