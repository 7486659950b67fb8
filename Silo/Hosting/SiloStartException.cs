namespace NeuralDA.Silo.Hosting;

/// <summary>The silo cannot start, for a reason its operator can remove.</summary>
public sealed class SiloStartException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was expected and what came.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SiloStartException(string message, Exception? innerException = null) : base(message, innerException) { }
}
