using System.Runtime.CompilerServices;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Cli.Hosting;
using NeuralDA.Client;

namespace NeuralDA.Cli.Bench;

/// <summary>
/// What ten thousand active tracks of one silo take, with SQLite; silo and senders share a process. Then what a track and a batch take of
/// clusters of one, two and three silos, each a process, on one file: the model says that a batch takes the same processor time, and
/// that memory is so much a silo and so much a track.
/// </summary>
internal static class CapacitySuite
{
    private const int Tracks = 10_000, AtOnce = 128, Windows = 6;
    private const int TracksOfClusters = 2000, WarmingOfSilo = 10, Rounds = 5;
    private const double MostMebibytes = 2048, Mebibyte = 1 << 20;

    /// <summary>Measures.</summary>
    public static async IAsyncEnumerable<BenchmarkFigure> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var figure in OneSiloAsync(cancellationToken)) yield return figure;
        var one = await ClusterAsync(silos: 1, cancellationToken);
        for (var silos = 1; silos <= 3; silos++)
        {
            var usage = silos == 1 ? one : await ClusterAsync(silos, cancellationToken);
            var predicted = silos * one.Idle + (one.Loaded - one.Idle);
            var label = $"{silos} silo{(silos == 1 ? "" : "s")}, {TracksOfClusters} tracks";
            yield return BenchmarkFigure.Against($"{label}: processor time of the silos", usage.Processor, "us/batch", one.Processor);
            yield return BenchmarkFigure.Against($"{label}: memory, beside the model's", usage.Loaded / Mebibyte, "MiB", predicted / Mebibyte);
        }
    }

    private static async IAsyncEnumerable<BenchmarkFigure> OneSiloAsync([EnumeratorCancellation] CancellationToken cancellationToken)
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
        yield return BenchmarkFigure.Alone($"memory of the process with {Tracks} active tracks", peak / Mebibyte, "MiB", MostMebibytes);
        yield return BenchmarkFigure.Alone("growth of it", (peak - before) / 1024.0 / Tracks, "KiB a track");
        yield return BenchmarkFigure.Alone("managed heap of it, collected", heap / Mebibyte, "MiB");
    }

    // Memory in bytes before and after the tracks, processor microseconds of a batch once all has run before.
    private static async Task<(double Idle, double Loaded, double Processor)> ClusterAsync(int silos, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var cluster = new List<ChildSilo>();
        try
        {
            while (cluster.Count < silos)
                cluster.Add(await ChildSilo.StartAsync(folder.Path, processor: null, cancellationToken));
            await using var client = await NeuralDAClient.ConnectAsync(
                new ClientOptions { Gateways = [.. cluster.Select(silo => silo.Gateway)], IngestTimeout = TimeSpan.FromSeconds(30) },
                cancellationToken);
            await client.PublishPriorAsync(BenchmarkSilo.Prior, PriorFiles.Shipped, cancellationToken);
            var idle = cluster.Sum(silo => silo.Usage.Memory);
            var load = new ClusterLoad(client, TracksOfClusters);
            await EachAsync(i => client.CreateTrackAsync(load.TrackId(i), load.Apart, cancellationToken));
            // Until what runs often has been compiled for good, in each of them.
            for (var round = 0; round < WarmingOfSilo * silos; round++) await EachAsync(i => load.SendAsync(i, cancellationToken));
            var (begin, sent) = (ProcessorTime(), load.Sent);
            for (var round = 0; round < Rounds; round++) await EachAsync(i => load.SendAsync(i, cancellationToken));
            return (idle, cluster.Sum(silo => silo.Usage.Memory), (ProcessorTime() - begin) / (load.Sent - sent));
        }
        finally
        {
            foreach (var silo in cluster) await silo.DisposeAsync();
        }

        double ProcessorTime() => cluster.Sum(silo => silo.Usage.ProcessorTime.TotalMicroseconds);
    }

    private static async Task EachAsync(Func<int, Task> act)
    {
        foreach (var some in Enumerable.Range(0, TracksOfClusters).Chunk(AtOnce)) await Task.WhenAll(some.Select(act));
    }
}
