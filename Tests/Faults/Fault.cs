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
/// <param name="Outage">The longest time from the fault to an acknowledgement that waited for it.</param>
/// <param name="Repetitions">How often a batch was sent again.</param>
/// <param name="Errors">The kinds of errors for which that was, each as often as it came back; for the others nothing came in time.</param>
internal sealed record FaultEffect(Fault Fault, TimeSpan Outage, int Repetitions, IReadOnlyList<string> Errors);
