using System.Diagnostics;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>
/// Instruments that send batches of sixteen to as many tracks, each as soon as the last one is acknowledged, or in step. A batch observes
/// the setting's component at every other step of one window, and brings one analysis.
/// </summary>
internal sealed class ClusterLoad
{
    /// <summary>Observations in a batch.</summary>
    public const int BatchSize = 16;

    // Tracks beyond send the same as others.
    private const int Instruments = 8, Batches = 8192, Period = 2;

    private readonly Observation[][] _observations;
    private readonly string _name = $"bench-{Guid.NewGuid():N}";
    private readonly NeuralDAClient _client;
    private readonly int[] _next;
    private readonly int[] _nextBare;

    /// <summary>Prepares what will be sent.</summary>
    /// <param name="client">The SDK.</param>
    /// <param name="tracks">To how many tracks.</param>
    public ClusterLoad(NeuralDAClient client, int tracks)
    {
        (_client, _next, _nextBare) = (client, new int[tracks], new int[tracks]);
        var experiment = TwinExperimentCatalogue.Find(BenchmarkSilo.Setting);
        var (model, steps) = (experiment.Model, Batches * BatchSize * Period);
        var component = DynamicalSystems.Describe(model.System).Components[experiment.ObservedComponent];
        _observations = [.. TrackSampler.TestTracks(experiment, new RegularSchedule(Period), Instruments, steps, seed: 1).Select(track =>
            track.Observations.Select(each => new Observation(
                each.Step * model.TimeStep, component, each.Value, each.ErrorStandardDeviation)).ToArray())];
        Apart = new TrackOptions { PriorName = BenchmarkSilo.Prior, ShiftSteps = experiment.Shape.Steps };
    }

    /// <summary>Options of tracks whose windows do not overlap.</summary>
    public TrackOptions Apart { get; }

    /// <summary>Batches sent to tracks so far.</summary>
    public long Sent => _next.Sum(each => (long)each);

    private int Tracks => _next.Length;

    /// <summary>Creates the tracks.</summary>
    public Task CreateAsync(TrackOptions options, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Tracks).Select(i => _client.CreateTrackAsync(TrackId(i), options, cancellationToken)));

    /// <summary>Sends a track's next batch.</summary>
    public Task<IngestReceipt> SendAsync(int track, CancellationToken cancellationToken) =>
        _client.IngestAsync(TrackId(track), Batch(track, _next[track]++), cancellationToken);

    /// <summary>Sends a track's next batch to the bare grain of its name.</summary>
    public Task SendAsync(int track, IGrainFactory grains, bool kept)
    {
        var grain = grains.GetGrain<IBareGrain>(TrackId(track));
        // It does not look at what it gets.
        var batch = Batch(track, _nextBare[track]++ % Batches);
        return kept ? grain.KeepAsync(batch) : grain.TakeAsync(batch);
    }

    /// <summary>Sends as fast as it goes.</summary>
    public async Task<LoadTurn> RunAsync(Func<int, Task> send, TimeSpan duration)
    {
        var (count, clock, processor) = (0L, Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await Task.WhenAll(Enumerable.Range(0, Tracks).Select(i => Task.Run(async () =>
        {
            for (; clock.Elapsed < duration; Interlocked.Increment(ref count)) await send(i);
        })));
        return new LoadTurn(count, clock.Elapsed, Environment.CpuUsage.TotalTime - processor);
    }

    /// <summary>Sends at a steady rate and waits for the analyses.</summary>
    /// <returns>Milliseconds from when a batch was due until the SDK had its last analysis, ascending.</returns>
    public async Task<double[]> DelaysAsync(double rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        var interval = TimeSpan.FromSeconds(Tracks / rate);
        var delays = await Task.WhenAll(Enumerable.Range(0, Tracks).Select(i => Task.Run(
            () => DelaysAsync(i, interval, (int)(duration / interval), cancellationToken), cancellationToken)));
        return [.. delays.SelectMany(each => each).Order()];
    }

    private async Task<IEnumerable<double>> DelaysAsync(int track, TimeSpan interval, int batches, CancellationToken cancellationToken)
    {
        using var received = await SubscribeAsync(track, cancellationToken);
        var (begin, due) = (Stopwatch.GetTimestamp(), new List<(long Sequence, TimeSpan At)>());
        for (var batch = 0; batch < batches; batch++)
        {
            var at = interval * (batch + track / (double)Tracks);
            if (at - Stopwatch.GetElapsedTime(begin) is { Ticks: > 0 } early) await Task.Delay(early, cancellationToken);
            due.Add(((await SendAsync(track, cancellationToken)).LastAnalysisSequence, at));
        }
        await received.UntilAsync(due[^1].Sequence, cancellationToken);
        return due.ConvertAll(each => (Stopwatch.GetElapsedTime(begin, received[each.Sequence]) - each.At).TotalMilliseconds);
    }

    /// <summary>Receives a track's analyses from now on.</summary>
    public async Task<AnalysisArrivals> SubscribeAsync(int track, CancellationToken cancellationToken) => new(
        _client, TrackId(track), (await _client.StatusAsync(TrackId(track), cancellationToken)).LastAnalysisSequence + 1);

    /// <summary>Id of a track.</summary>
    public string TrackId(int track) => $"{_name}-{track}";

    private ObservationBatch Batch(int track, int index)
    {
        var first = index * BatchSize;
        return new ObservationBatch("bench", first, _observations[track % Instruments][first..(first + BatchSize)]);
    }
}

/// <summary>How much was sent.</summary>
/// <param name="Batches">Batches acknowledged.</param>
/// <param name="Time">In which time.</param>
/// <param name="ProcessorTime">Processor time of silo and senders together.</param>
internal readonly record struct LoadTurn(long Batches, TimeSpan Time, TimeSpan ProcessorTime)
{
    /// <summary>Batches a second.</summary>
    public double Rate => Batches / Time.TotalSeconds;

    /// <summary>Processor time of a batch in microseconds.</summary>
    public double ProcessorMicroseconds => ProcessorTime.TotalMicroseconds / Batches;

    /// <summary>Two turns as one.</summary>
    public static LoadTurn operator +(LoadTurn left, LoadTurn right) =>
        new(left.Batches + right.Batches, left.Time + right.Time, left.ProcessorTime + right.ProcessorTime);
}
