namespace NeuralDA.Silo.Hosting;

/// <summary>
/// How soon silos notice that one of them is gone. The defaults give up a killed silo in about a second, and a frozen one once nothing
/// has been heard of it for three; on machines that stall for as long, larger values keep healthy silos from being given up.
/// </summary>
public sealed record MembershipOptions
{
    /// <summary>How often a silo asks its neighbours whether they live, and how long it waits for the answer. Default: 0.5 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Longest that the waiting for an answer grows to while a silo is overloaded. Of whom anything was heard within
    /// <see cref="MissedProbes"/> times this, nobody votes dead. Default: 1 s.
    /// </summary>
    public TimeSpan LongestProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Unanswered questions after which a silo votes its neighbour dead, at least 1. Default: 3.</summary>
    public int MissedProbes { get; init; } = 3;

    /// <summary>Votes of different silos that declare a silo dead, at least 1. Default: 2.</summary>
    public int Votes { get; init; } = 2;

    /// <summary>How often a silo reads the membership table, besides being told of changes. Default: 3 s.</summary>
    public TimeSpan TableRefresh { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a silo writes that it lives; one that starts asks only those that did lately. Default: 5 s.</summary>
    public TimeSpan AlivePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a vote counts. Default: 30 s.</summary>
    public TimeSpan VoteExpiration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a dead silo stays in the membership table. Default: 10 min.</summary>
    public TimeSpan ForgetDeadAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a call between silos may take; also how soon one to a dead silo fails. Default: 5 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a silo that is told to end still passes on the calls that reach it, once its tracks are on other silos; zero does not.
    /// Default: 1 s.
    /// </summary>
    public TimeSpan PassCallsOnFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with the options, one line each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (MissedProbes < 1) yield return $"Membership.MissedProbes is {MissedProbes}; expected at least 1";
        if (Votes < 1) yield return $"Membership.Votes is {Votes}; expected at least 1";
        if (LongestProbeTimeout < ProbeTimeout)
            yield return $"Membership.LongestProbeTimeout is {LongestProbeTimeout}; expected at least ProbeTimeout, {ProbeTimeout}";
        TimeSpan[] times = [ProbeTimeout, TableRefresh, AlivePeriod, VoteExpiration, ForgetDeadAfter, CallTimeout];
        foreach (var time in times.Where(time => time <= TimeSpan.Zero))
            yield return $"a time of Membership is {time}; expected a positive one";
        if (PassCallsOnFor < TimeSpan.Zero) yield return $"Membership.PassCallsOnFor is {PassCallsOnFor}; expected zero or more";
    }
}
