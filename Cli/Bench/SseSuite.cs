using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Bench;

/// <summary>A thousand subscribers of one track as server-sent events, one of which does not read; all on this machine.</summary>
internal static class SseSuite
{
    private const int Subscribers = 1000, Batches = 20, ObservationsPerBatch = 24;

    /// <summary>Measures.</summary>
    public static async IAsyncEnumerable<BenchmarkFigure> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.StartAsync(cancellationToken);
        await silo.Client.CreateTrackAsync("t", new TrackOptions { PriorName = BenchmarkSilo.Prior }, cancellationToken);
        var observations = new TrackBatches(TwinExperimentCatalogue.Find(BenchmarkSilo.Setting), 1, samplesPerStep: 1, seed: 1).Batch(0).Observations;
        await silo.Client.IngestAsync("t", new ObservationBatch("bench", 0, observations[..ObservationsPerBatch]), cancellationToken);

        using var idle = await SubscribeAndStopReadingAsync(silo.Http.BaseAddress!, cancellationToken);
        var before = MemoryInUse();
        var subscribers = await Task.WhenAll(Enumerable.Range(0, Subscribers - 1).Select(_ => Subscriber.OpenAsync(silo.Http, cancellationToken)));
        yield return BenchmarkFigure.Alone("subscribers", Subscribers, "streams");

        var durations = new List<double>();
        var (first, clock) = ((await silo.Client.StatusAsync("t", cancellationToken)).LastAnalysisSequence, Stopwatch.StartNew());
        foreach (var (i, batch) in observations.Chunk(ObservationsPerBatch).Skip(1).Take(Batches).Index())
        {
            var begin = clock.Elapsed;
            var receipt = await silo.Client.IngestAsync(
                "t", new ObservationBatch("bench", (i + 1) * ObservationsPerBatch, batch), cancellationToken);
            await Task.WhenAll(subscribers.Select(subscriber => subscriber.UntilAsync(receipt.LastAnalysisSequence, cancellationToken)));
            durations.Add((clock.Elapsed - begin).TotalMilliseconds);
        }
        var last = (await silo.Client.StatusAsync("t", cancellationToken)).LastAnalysisSequence;
        durations.Sort();
        yield return BenchmarkFigure.Alone("events delivered", (last - first) * subscribers.Length / clock.Elapsed.TotalSeconds, "events/s");
        yield return BenchmarkFigure.Alone("from write to the last subscriber, median", durations[durations.Count / 2], "ms");
        yield return BenchmarkFigure.Alone("from write to the last subscriber, longest", durations[^1], "ms");
        yield return BenchmarkFigure.Alone(
            "memory, both ends of a stream", (MemoryInUse() - before) / (double)Subscribers / 1024, "KiB", atMost: 256);
        foreach (var subscriber in subscribers) subscriber.Dispose();
    }

    private static long MemoryInUse() => GC.GetTotalMemory(forceFullCollection: true);

    private static async Task<TcpClient> SubscribeAndStopReadingAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new TcpClient { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        await socket.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET /v1/tracks/t/analyses/stream HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n"), cancellationToken);
        return socket;
    }

    /// <summary>One who reads everything.</summary>
    private sealed class Subscriber : IDisposable
    {
        private readonly StreamReader _reader;
        private long _seen;

        private Subscriber(Stream stream) => _reader = new StreamReader(stream);

        public static async Task<Subscriber> OpenAsync(HttpClient http, CancellationToken cancellationToken)
        {
            var subscriber = new Subscriber(await http.GetStreamAsync("v1/tracks/t/analyses/stream", cancellationToken));
            await subscriber.UntilAsync(1, cancellationToken);
            return subscriber;
        }

        public async Task UntilAsync(long sequence, CancellationToken cancellationToken)
        {
            while (_seen < sequence)
            {
                var line = await _reader.ReadLineAsync(cancellationToken) ?? throw new EndOfStreamException("The stream ended early.");
                if (line.StartsWith("id: ", StringComparison.Ordinal)) _seen = long.Parse(line.AsSpan(4));
            }
        }

        public void Dispose() => _reader.Dispose();
    }
}
