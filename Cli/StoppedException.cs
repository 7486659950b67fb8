namespace NeuralDA.Cli;

/// <summary>The user stopped a command that has something to say about what it leaves behind.</summary>
/// <param name="kept">What is kept and how to go on.</param>
internal sealed class StoppedException(string kept) : OperationCanceledException
{
    /// <summary>What is kept and how to go on.</summary>
    public string Kept { get; } = kept;
}
