namespace NeuralDA.Grains.Observability;

/// <summary>Durations counted in classes a tenth apart, from 10 µs on: quantiles in memory that does not grow. Thread-safe.</summary>
internal sealed class DurationCounts
{
    private const double Least = 1e-5, Ratio = 1.1;
    private readonly long[] _counts = new long[200];

    public void Add(double seconds)
    {
        var at = Math.Log(Math.Max(seconds, Least) / Least) / Math.Log(Ratio);
        Interlocked.Increment(ref _counts[Math.Min((int)at, _counts.Length - 1)]);
    }

    /// <summary>The duration that a share of all does not exceed, seconds; NaN where there is none.</summary>
    public double Quantile(double share)
    {
        var wanted = share * _counts.Sum();
        if (wanted == 0) return double.NaN;
        var at = 0;
        for (var sum = _counts[0]; sum < wanted; sum += _counts[at]) at++;
        return Least * Math.Pow(Ratio, at + 0.5);
    }

    public void Clear() => Array.Clear(_counts);
}
