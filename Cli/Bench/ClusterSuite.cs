using System.Runtime.CompilerServices;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;

namespace NeuralDA.Cli.Bench;

/// <summary>
/// One silo that shares this machine with those who send to it, batches of 16 observations to 128 tracks, one a window: each is on
/// disk before it is acknowledged, and an analysis of it is published. Beside it stand calls of a grain that only keeps the batch, on the
/// same store; the two take turns. SQLite, and PostgreSQL and Redis where the environment says how they are reached.
/// </summary>
internal static class ClusterSuite
{
    private const int Tracks = 128, Turns = 4;
    private const double Goal = 0.6, GoalUnkept = 0.5, LongestDelay = 100;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2), Steady = TimeSpan.FromSeconds(8);

    // Until what runs often has been compiled for good.
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(10);

    // On Linux a file system in memory: what the store costs but the disk.
    private const string MemoryFolder = "/dev/shm";

    private static readonly (StoreKind Kind, string Variable)[] Servers =
        [(StoreKind.Postgres, "NEURALDA_BENCH_POSTGRES"), (StoreKind.Redis, "NEURALDA_BENCH_REDIS")];

    /// <summary>Measures.</summary>
    public static async IAsyncEnumerable<BenchmarkFigure> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var figure in StoreAsync("SQLite", options => options, cancellationToken)) yield return figure;
        foreach (var (kind, variable) in Servers)
        {
            if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } server) continue;
            var store = new StoreOptions { Kind = kind, ConnectionString = server };
            await foreach (var figure in StoreAsync($"{kind}", options => options with { Store = store }, cancellationToken))
                yield return figure;
        }
        if (!Directory.Exists(MemoryFolder)) yield break;
        await foreach (var figure in UnkeptAsync(cancellationToken)) yield return figure;
    }

    private static async IAsyncEnumerable<BenchmarkFigure> StoreAsync(
        string name, Func<SiloOptions, SiloOptions> configure, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.StartAsync(configure, cancellationToken);
        await using var bare = await BareClient.ConnectAsync(silo.Gateway, cancellationToken);
        var load = new ClusterLoad(silo.Client, Tracks);
        await load.CreateAsync(load.Apart, cancellationToken);
        var last = new long[Tracks];
        var (tracks, kept) = await TakeTurnsAsync(
            load,
            async i => last[i] = (await load.SendAsync(i, cancellationToken)).LastAnalysisSequence,
            i => load.SendAsync(i, bare.Grains, kept: true));
        yield return BenchmarkFigure.OfLimit($"{name}: batches kept", tracks.Rate, "batches/s", kept.Rate, Goal);
        yield return BenchmarkFigure.Against(
            $"{name}: processor time", tracks.ProcessorMicroseconds, "us/batch", kept.ProcessorMicroseconds);
        yield return BenchmarkFigure.Alone($"{name}: analyses", (double)last.Sum() / load.Sent, "a batch");

        var delays = await load.DelaysAsync(tracks.Rate / 2, Steady, cancellationToken);
        yield return BenchmarkFigure.Alone($"{name}: write to analysis at half of it, median", delays[delays.Length / 2], "ms");
        yield return BenchmarkFigure.Alone(
            $"{name}: write to analysis at half of it, 99th percentile", delays[delays.Length * 99 / 100], "ms", LongestDelay);
    }

    private static async IAsyncEnumerable<BenchmarkFigure> UnkeptAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(MemoryFolder, $"neuralda-{Guid.NewGuid():N}"));
        try
        {
            await using var silo = await BenchmarkSilo.StartAsync(options => options with { DataFolder = folder.FullName }, cancellationToken);
            await using var bare = await BareClient.ConnectAsync(silo.Gateway, cancellationToken);
            var load = new ClusterLoad(silo.Client, Tracks);
            await load.CreateAsync(load.Apart, cancellationToken);
            var arrivals = await Task.WhenAll(Enumerable.Range(0, Tracks).Select(i => load.SubscribeAsync(i, cancellationToken)));
            var (tracks, taken) = await TakeTurnsAsync(
                load, i => load.SendAsync(i, cancellationToken), i => load.SendAsync(i, bare.Grains, kept: false));
            yield return BenchmarkFigure.OfLimit(
                "SQLite in memory, analyses read by the SDK", tracks.Rate, "batches/s", taken.Rate, GoalUnkept);
            foreach (var each in arrivals) each.Dispose();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(LoadTurn Left, LoadTurn Right)> TakeTurnsAsync(
        ClusterLoad load, Func<int, Task> left, Func<int, Task> right)
    {
        await load.RunAsync(left, Warming);
        await load.RunAsync(right, Turn);
        var (lefts, rights) = (default(LoadTurn), default(LoadTurn));
        for (var turn = 0; turn < Turns; turn++)
        {
            lefts += await load.RunAsync(left, Turn);
            rights += await load.RunAsync(right, Turn);
        }
        return (lefts, rights);
    }
}
