namespace NeuralDA.Assimilation.Priors;

/// <summary>A file is not a prior of this program: corrupted, foreign, or of shapes that do not fit each other.</summary>
public sealed class InvalidPriorException : Exception
{
    /// <summary>Makes the exception without a message.</summary>
    public InvalidPriorException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public InvalidPriorException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public InvalidPriorException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
