using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Cli.Hosting;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;

namespace NeuralDA.Cli.Bench;

/// <summary>
/// The silo's batcher under ten thousand windows that wait at once, beside the kernel alone on as many threads, and how long calls of
/// other grains in the same process take meanwhile.
/// </summary>
internal static class BatcherSuite
{
    private const int Concurrent = 10_000, Turns = 4;
    private const double Goal = 0.7, LongestCall = 20;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2), Warming = TimeSpan.FromSeconds(4), Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Measures.</summary>
    public static async IAsyncEnumerable<BenchmarkFigure> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prior = PriorFiles.Load(PriorFiles.ShippedAs(BenchmarkSilo.Prior));
        var experiment = TwinExperimentCatalogue.Find(BenchmarkSilo.Setting);
        WindowProblem[] problems = [.. WindowSampler.TestWindows(experiment, "R8", Concurrent, seed: 1)
            .Select(window => new WindowProblem(window.Observations))];
        var options = new InferenceOptions();
        var batcher = new InferenceBatcher(Options.Create(options), each => new WindowAssimilator(each).Assimilate);
        await batcher.StartAsync(cancellationToken);
        await using var silo = await BenchmarkSilo.StartAsync(each => each, cancellationToken);
        await using var bare = await BareClient.ConnectAsync(silo.Gateway, cancellationToken);
        var grain = bare.Grains.GetGrain<IBareGrain>("meanwhile");

        await ServeAsync(batcher, prior, problems, Warming);
        Alone(prior, problems, options, Warming);
        var (served, alone, delays) = (0.0, 0.0, new List<double>());
        for (var turn = 0; turn < Turns; turn++)
        {
            var calls = CallAsync(grain, Turn);
            served += await ServeAsync(batcher, prior, problems, Turn) / Turns;
            delays.AddRange(await calls);
            alone += Alone(prior, problems, options, Turn) / Turns;
        }
        await batcher.StopAsync(cancellationToken);
        delays.Sort();
        yield return BenchmarkFigure.OfLimit($"batcher, {Concurrent} windows at once", served, "windows/s", alone, Goal);
        yield return BenchmarkFigure.Alone("calls of other grains meanwhile, median", delays[delays.Count / 2], "ms");
        yield return BenchmarkFigure.Alone(
            "calls of other grains meanwhile, 99th percentile", delays[delays.Count * 99 / 100], "ms", LongestCall);
    }

    /// <summary>Windows a second, each asked for again as soon as it is there.</summary>
    private static async Task<double> ServeAsync(InferenceBatcher batcher, Prior prior, WindowProblem[] problems, TimeSpan duration)
    {
        var (count, clock) = (0L, Stopwatch.StartNew());
        await Task.WhenAll(problems.Select(problem => Task.Run(async () =>
        {
            for (; clock.Elapsed < duration; Interlocked.Increment(ref count)) await batcher.AssimilateAsync(prior, problem);
        })));
        return count / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Windows a second of the kernel on the batcher's number of threads, in its largest batches.</summary>
    private static double Alone(Prior prior, WindowProblem[] problems, InferenceOptions options, TimeSpan duration)
    {
        var (count, clock) = (0L, Stopwatch.StartNew());
        var batches = problems.Chunk(options.MaximumBatch).ToArray();
        Thread[] threads = [.. Enumerable.Range(0, options.Threads).Select(_ => new Thread(() =>
        {
            var kernel = new WindowAssimilator(prior);
            for (var i = 0; clock.Elapsed < duration; i = (i + 1) % batches.Length)
                Interlocked.Add(ref count, kernel.Assimilate(batches[i]).Count);
        }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return count / clock.Elapsed.TotalSeconds;
    }

    private static async Task<List<double>> CallAsync(IBareGrain grain, TimeSpan duration)
    {
        var (delays, clock) = (new List<double>(), Stopwatch.StartNew());
        while (clock.Elapsed < duration)
        {
            var begin = Stopwatch.GetTimestamp();
            await grain.TakeAsync(new ObservationBatch("bench", 0, []));
            delays.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            await Task.Delay(Pause);
        }
        return delays;
    }
}
