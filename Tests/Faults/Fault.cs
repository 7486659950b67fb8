namespace NeuralDA.Tests.Faults;

/// <summary>What happens to a cluster.</summary>
internal enum Fault
{
    /// <summary>A silo is killed as by kill -9, and started again later.</summary>
    Kill,

    /// <summary>A silo's threads stop for so long that the others give it up; then they go on.</summary>
    Freeze,

    /// <summary>A silo's threads stop for less long than that.</summary>
    Stall,

    /// <summary>A silo is told to end, and started again later.</summary>
    Terminate,

    /// <summary>The database server is restarted.</summary>
    RestartDatabase,

    /// <summary>Another silo joins.</summary>
    Join,
}

/// <summary>What a fault did to those who sent meanwhile.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Begin">When it began.</param>
/// <param name="Outage">The longest time from the fault to an acknowledgement that waited for it.</param>
/// <param name="Repetitions">How often a batch was sent again.</param>
/// <param name="Errors">The errors for which that was; for the others nothing came in time.</param>
internal sealed record FaultEffect(Fault Fault, DateTime Begin, TimeSpan Outage, int Repetitions, IReadOnlyList<CallError> Errors);

/// <summary>An error that came back to a call, before the call was repeated.</summary>
/// <param name="At">When.</param>
/// <param name="Track">The track called.</param>
/// <param name="Error">The error.</param>
internal sealed record CallError(DateTime At, string Track, Exception Error)
{
    public override string ToString() => $"{At:HH:mm:ss.fff} {Track} {Error.GetType().Name}: {Error.Message.ReplaceLineEndings(" ")}";
}
