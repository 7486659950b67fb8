namespace NeuralDA.Files.Tables;

/// <summary>A file that is not the table it should be.</summary>
public sealed class MalformedFileException : FormatException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">SOURCE:LINE: what was expected and what was found.</param>
    public MalformedFileException(string message) : base(message) { }
}

/// <summary>One line of a file that is malformed.</summary>
public sealed class MalformedLineException : FormatException
{
    /// <summary>Creates the error.</summary>
    /// <param name="source">The table.</param>
    /// <param name="line">Its line, from 1.</param>
    /// <param name="problem">What was expected and what was found.</param>
    public MalformedLineException(string source, int line, string problem) : base($"{source}:{line}: {problem}") { }
}
