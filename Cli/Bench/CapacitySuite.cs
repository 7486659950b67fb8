using System.Runtime.CompilerServices;
using NeuralDA.Cli.Bench.Workloads;

namespace NeuralDA.Cli.Bench;

/// <summary>What ten thousand active tracks of one silo take, with SQLite; silo and senders share a process.</summary>
internal static class CapacitySuite
{
    private const int Tracks = 10_000, AtOnce = 128, Windows = 6;
    private const double MostMebibytes = 2048;

    /// <summary>Measures.</summary>
    public static async IAsyncEnumerable<BenchmarkFigure> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.StartAsync(options => options, cancellationToken);
        var load = new ClusterLoad(silo.Client, Tracks);
        var (before, written) = (Environment.WorkingSet, ProcessFigures.BytesWritten());
        foreach (var some in Enumerable.Range(0, Tracks).Chunk(AtOnce))
            await Task.WhenAll(some.Select(async i =>
            {
                await silo.Client.CreateTrackAsync(load.TrackId(i), load.Apart, cancellationToken);
                for (var window = 0; window < Windows; window++) await load.SendAsync(i, cancellationToken);
            }));
        if (ProcessFigures.BytesWritten() - written is { } bytes)
            yield return BenchmarkFigure.Alone("SQLite: bytes written to the disk", bytes / (double)load.Sent, "a batch");
        var peak = Environment.WorkingSet;
        GC.Collect();
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        yield return BenchmarkFigure.Alone($"memory of the process with {Tracks} active tracks", peak / 1048576.0, "MiB", MostMebibytes);
        yield return BenchmarkFigure.Alone("growth of it", (peak - before) / 1024.0 / Tracks, "KiB a track");
        yield return BenchmarkFigure.Alone("managed heap of it, collected", heap / 1048576.0, "MiB");
    }
}
