using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Api;
using NeuralDA.Silo.Observability;

namespace NeuralDA.Cli.Bench;

/// <summary>
/// What it costs to be watched: processor time of a batch in a silo that nobody watches, beside one with metrics for Prometheus and a
/// collector, traces and HTTP. The two take turns, and each counts with its best turn.
/// </summary>
internal static class TelemetrySuite
{
    private const int Turns = 5, Tracks = 16, BatchesPerTurn = 60, ObservationsPerBatch = 50;

    // Nobody listens at that address: what is sent is made and dropped.
    private static readonly TelemetryOptions Watched = new() { OtlpEndpoint = new Uri("http://127.0.0.1:9"), TraceRatio = 1 };
    private static readonly HttpOptions Http = new() { Listen = "127.0.0.1:0", Development = true };

    /// <summary>Measures.</summary>
    public static async IAsyncEnumerable<BenchmarkFigure> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var experiment = TwinExperimentCatalogue.Find(BenchmarkSilo.Setting);
        var track = new TrackBatches(experiment, BatchesPerTurn * ObservationsPerBatch / TrackBatches.Size, samplesPerStep: 1, seed: 1);
        var observations = Enumerable.Range(0, track.Count).SelectMany(i => track.Batch(i).Observations).ToArray();
        var (least, leastWatched) = (double.MaxValue, double.MaxValue);
        for (var turn = 0; turn < Turns; turn++)
        {
            least = Math.Min(least, await TurnAsync(http: null, new TelemetryOptions()));
            leastWatched = Math.Min(leastWatched, await TurnAsync(Http, Watched));
        }
        yield return BenchmarkFigure.Alone($"batch of {ObservationsPerBatch}, unwatched", least, "us");
        yield return BenchmarkFigure.Alone($"batch of {ObservationsPerBatch}, watched, every batch traced", leastWatched, "us");
        yield return BenchmarkFigure.Alone("cost of being watched", 100 * (leastWatched / least - 1), "%", atMost: 5);

        // One at a time: meters and traces are the whole process'.
        async Task<double> TurnAsync(HttpOptions? http, TelemetryOptions telemetry)
        {
            await using var silo = await BenchmarkSilo.StartAsync(http, telemetry, cancellationToken);
            for (var i = 0; i < Tracks; i++)
                await silo.Client.CreateTrackAsync($"t{i}", new TrackOptions { PriorName = BenchmarkSilo.Prior }, cancellationToken);
            var begin = Environment.CpuUsage.TotalTime;
            await Task.WhenAll(Enumerable.Range(0, Tracks).Select(i => Task.Run(
                async () =>
                {
                    foreach (var (batch, part) in observations.Chunk(ObservationsPerBatch).Index())
                        await silo.Client.IngestAsync($"t{i}", new ObservationBatch("bench", batch * ObservationsPerBatch, part), cancellationToken);
                },
                cancellationToken)));
            return (Environment.CpuUsage.TotalTime - begin).TotalMicroseconds / (Tracks * BatchesPerTurn);
        }
    }
}
