namespace NeuralDA.Files.Tables;

/// <summary>A file that is not the table it should be.</summary>
public sealed class MalformedFileException : FormatException
{
    private const int LongestMessage = 1000;

    /// <summary>Creates the error.</summary>
    /// <param name="message">SOURCE:LINE: what was expected and what was found.</param>
    public MalformedFileException(string message) : base(OneLine(message)) { }

    // It may quote what it found, which may be anything.
    private static string OneLine(string message)
    {
        var shown = message.Length <= LongestMessage ? message : string.Concat(message.AsSpan(0, LongestMessage), "...");
        return string.Concat(shown.Select(character => char.IsControl(character) ? '\uFFFD' : character));
    }
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
