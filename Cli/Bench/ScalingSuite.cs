using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Cli.Hosting;

namespace NeuralDA.Cli.Bench;

/// <summary>How times grow with the size of a window, and rates with threads.</summary>
internal static class ScalingSuite
{
    private const int HalfBandwidth = 6;
    private const string Convolutional = "lorenz63-convolutional";

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
        foreach (var figure in LongWindows()) yield return figure;
        yield return Threads();
    }

    // From point observations to analysis and deviations: first guess, three applications of convolutional networks, each with a solve.
    private static IEnumerable<BenchmarkFigure> LongWindows()
    {
        var prior = PriorFiles.Load(PriorFiles.ShippedAs(Convolutional));
        var each = new List<double>();
        foreach (var size in new[] { 100, 1_000, 10_000, 100_000, 1_000_000 })
        {
            var steps = (size + prior.Shape.Components - 1) / prior.Shape.Components;
            var unknowns = steps * prior.Shape.Components;
            PointObservation[] observations =
                [.. Enumerable.Range(0, steps / 8).Select(i => new PointObservation(8 * i, 0, 10 * Math.Sin(i), 0.5))];
            var before = GC.GetAllocatedBytesForCurrentThread();
            var assimilator = new LongWindowAssimilator(prior, steps);
            var memory = GC.GetAllocatedBytesForCurrentThread() - before;
            var run = Measurement.AllocatedBytes(() => assimilator.Assimilate(observations));
            each.Add(Measurement.Seconds(() => assimilator.Assimilate(observations)) / unknowns * 1e9);
            yield return BenchmarkFigure.Alone($"{Convolutional}, one window, d = {size:N0}", each[^1], "ns/unknown");
            yield return BenchmarkFigure.Alone(
                $"{Convolutional}, one window, d = {size:N0}: memory kept and allocated", (memory + run) / (double)unknowns, "bytes/unknown");
        }
        // Long windows fill more lanes, so an unknown of theirs may take less time, but no more than a fifth more.
        var growth = each.Index().Skip(1).Max(longer => longer.Item / each[..longer.Index].Min());
        yield return BenchmarkFigure.Alone(
            $"{Convolutional}, d = 100 to 1,000,000: an unknown of a longer window by one of a shorter", growth, "times", atMost: 1.2);
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
