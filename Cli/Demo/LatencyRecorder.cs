namespace NeuralDA.Cli.Demo;

/// <summary>Time from writing an observation to seeing the first analysis that contains it. Thread-safe.</summary>
/// <param name="clock">Measures it.</param>
internal sealed class LatencyRecorder(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<double> _milliseconds = [];

    /// <summary>A moment.</summary>
    public long Now() => clock.GetTimestamp();

    /// <summary>Records the time since a moment.</summary>
    public void Record(long since)
    {
        var elapsed = clock.GetElapsedTime(since).TotalMilliseconds;
        lock (_gate) _milliseconds.Add(elapsed);
    }

    /// <summary>Quantiles of all times recorded, milliseconds; NaN before the first.</summary>
    public (double P50, double P99) Quantiles()
    {
        double[] sorted;
        lock (_gate) sorted = [.. _milliseconds];
        Array.Sort(sorted);
        return sorted.Length == 0 ? (double.NaN, double.NaN) : (At(0.5), At(0.99));

        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
