using NeuralDA.Assimilation.Lanes;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Cli.Hosting;

namespace NeuralDA.Cli.Bench;

/// <summary>How times grow with the size of a window, and rates with threads.</summary>
internal static class ScalingSuite
{
    private const int HalfBandwidth = 6;

    /// <summary>Measures.</summary>
    public static IEnumerable<BenchmarkFigure> Run()
    {
        var each = new List<double>();
        foreach (var size in new[] { 100, 1_000, 10_000, 100_000, 1_000_000 })
        {
            var seconds = Measurement.Seconds(new BandSystems<Float32>(size, HalfBandwidth).Run);
            each.Add(seconds / size * 1e9);
            yield return BenchmarkFigure.Alone($"band solve of one window, d = {size:N0}", each[^1], "ns/unknown");
        }
        // Linear within 20 %: the slowest unknown takes at most a fifth longer than the fastest.
        yield return new BenchmarkFigure(
            "band solve, d = 100 to 1,000,000: fastest unknown by slowest", each.Max(), "ns/unknown", each.Min(),
            each.Min() / each.Max(), Goal: 1 / 1.2);
        yield return Threads();
    }

    // Each thread's own processor time, so that other work on the machine does not count; what the two share is caches and memory.
    private static BenchmarkFigure Threads()
    {
        var alone = WindowsPerSecond(threads: 1);
        return BenchmarkFigure.Against(
            "lorenz63, 64 windows: two threads against one, processor time", 1 / WindowsPerSecond(threads: 2) * 1e6, "us/window",
            1 / alone * 1e6, goal: 1.9);
    }

    private static double WindowsPerSecond(int threads)
    {
        const int Windows = 64;
        var prior = PriorFiles.Load(PriorFiles.Shipped);
        var rates = new double[threads];
        using var together = new Barrier(threads);
        var workers = Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            var work = NeuralWindows.Create(prior, Windows, withDeviations: true);
            together.SignalAndWait();
            rates[i] = Windows / Measurement.Seconds(work.Run);
        })).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        return rates.Sum();
    }
}
