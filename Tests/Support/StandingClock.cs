namespace NeuralDA.Tests.Support;

/// <summary>Stands still unless moved; its first timers fire at once, later ones never.</summary>
internal sealed class StandingClock : TimeProvider
{
    public TimeSpan Now { get; set; }

    /// <summary>How long each timer was to wait.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public int TimersThatFire { get; set; } = int.MaxValue;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pauses.Add(dueTime);
        var due = Pauses.Count > TimersThatFire ? Timeout.InfiniteTimeSpan : TimeSpan.Zero;
        return System.CreateTimer(callback, state, due, period);
    }
}
