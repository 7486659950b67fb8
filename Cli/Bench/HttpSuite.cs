using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Bench.Workloads;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Bench;

/// <summary>
/// Observations into one silo that shares this machine with those who send them: over HTTP, beside the SDK. Each track's instrument
/// samples every component 16 times a step; windows lie end to end, so that a batch of 1000 makes one or two analyses. With windows
/// that overlap, the default, each observation is assimilated, judged and stored in four of them, at about twice the cost.
/// </summary>
internal static class HttpSuite
{
    private const double Goal = 200_000;
    private const int Tracks = 32, BatchesPerTrack = 40, SamplesPerStep = 16, ShiftSteps = 32;

    private static readonly (string Name, string Type, Func<TrackBatches, int, byte[]> Encode)[] Formats =
    [
        ("CSV", "text/csv", (track, batch) => track.Csv(batch)),
        ("NDJSON", "application/x-ndjson", (track, batch) => track.Ndjson(batch)),
        ("JSON", "application/json", (track, batch) => track.Json(batch)),
    ];

    private delegate Task Send(string track, int index, int batch);

    /// <summary>Measures.</summary>
    public static async IAsyncEnumerable<BenchmarkFigure> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var experiment = TwinExperimentCatalogue.Find(BenchmarkSilo.Setting);
        var tracks = Enumerable.Range(0, Tracks)
            .Select(i => new TrackBatches(experiment, BatchesPerTrack, SamplesPerStep, (ulong)i)).ToArray();
        await using var silo = await BenchmarkSilo.StartAsync(cancellationToken);

        Send bySdk = (track, index, batch) => silo.Client.IngestAsync(track, tracks[index].Batch(batch), cancellationToken);
        await MeasureAsync("warm", bySdk);
        foreach (var figure in Figures("SDK", await MeasureAsync("sdk", bySdk))) yield return figure;
        foreach (var (name, type, encode) in Formats)
        {
            var bodies = Array.ConvertAll(tracks, track => Enumerable.Range(0, track.Count).Select(i => encode(track, i)).ToArray());
            Send byHttp = (track, index, batch) => PostAsync(track, batch, bodies[index][batch], type);
            await MeasureAsync($"warm-{name}", byHttp);
            foreach (var figure in Figures($"HTTP, {name}", await MeasureAsync(name, byHttp))) yield return figure;
        }

        async Task<(double Seconds, double ProcessorSeconds)> MeasureAsync(string name, Send send)
        {
            for (var i = 0; i < Tracks; i++)
                await silo.Client.CreateTrackAsync(
                    $"{name}-{i}", new TrackOptions { PriorName = BenchmarkSilo.Prior, ShiftSteps = ShiftSteps }, cancellationToken);
            var (clock, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            await Task.WhenAll(Enumerable.Range(0, Tracks).Select(i => Task.Run(
                async () =>
                {
                    for (var batch = 0; batch < BatchesPerTrack; batch++) await send($"{name}-{i}", i, batch);
                },
                cancellationToken)));
            return (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        }

        async Task PostAsync(string track, int batch, byte[] content, string type)
        {
            using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
            using var response = await silo.Http.PostAsync(
                $"v1/tracks/{track}/observations?writer=bench&sequence={(long)batch * TrackBatches.Size}", body, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }

    // Processor time is that of silo and senders together, and tells more than the rate on a machine that does other things too.
    private static BenchmarkFigure[] Figures(string name, (double Seconds, double ProcessorSeconds) measured)
    {
        const double observations = (double)Tracks * BatchesPerTrack * TrackBatches.Size;
        return
        [
            BenchmarkFigure.OfLimit(name, observations / measured.Seconds, "observations/s", Goal, goal: 1),
            BenchmarkFigure.Alone($"{name}: processor time each", measured.ProcessorSeconds / observations * 1e6, "us"),
        ];
    }
}
