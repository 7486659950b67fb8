using System.Diagnostics;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>Writers of a few tracks that send a batch now and then: the load of a silo with time to spare.</summary>
internal sealed class PacedWriters
{
    private const int Tracks = 16, Turns = 8, BatchesAtOnce = 100, ObservationsPerBatch = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly NeuralDAClient _client;
    private readonly Observation[] _stream;
    private int _sent;

    private PacedWriters(NeuralDAClient client)
    {
        var track = new TrackBatches(
            TwinExperimentCatalogue.Find(BenchmarkSilo.Setting), batches: Turns * BatchesAtOnce * ObservationsPerBatch / TrackBatches.Size + 1,
            samplesPerStep: 1, seed: 1);
        (_client, _stream) = (client, [.. Enumerable.Range(0, track.Count).SelectMany(i => track.Batch(i).Observations)]);
    }

    /// <summary>Creates the tracks, and sends until all code is compiled.</summary>
    public static async Task<PacedWriters> StartAsync(NeuralDAClient client, CancellationToken cancellationToken)
    {
        var writers = new PacedWriters(client);
        for (var track = 0; track < Tracks; track++)
            await client.CreateTrackAsync($"paced-{track}", new TrackOptions { PriorName = BenchmarkSilo.Prior }, cancellationToken);
        await writers.LatenciesAsync(cancellationToken);
        return writers;
    }

    /// <summary>Sends the next batches of each track; from the call to the receipt of kept observations and their analysis, in ms.</summary>
    public async Task<IReadOnlyList<double>> LatenciesAsync(CancellationToken cancellationToken)
    {
        var first = _sent;
        _sent += BatchesAtOnce * ObservationsPerBatch;
        var each = await Task.WhenAll(Enumerable.Range(0, Tracks).Select(track => WriteAsync($"paced-{track}", first, cancellationToken)));
        return [.. each.SelectMany(latencies => latencies)];
    }

    private async Task<List<double>> WriteAsync(string track, int first, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        foreach (var batch in _stream[first.._sent].Chunk(ObservationsPerBatch))
        {
            var begin = Stopwatch.GetTimestamp();
            await _client.IngestAsync(track, new ObservationBatch("bench", first, batch), cancellationToken);
            latencies.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            first += batch.Length;
            await Task.Delay(Pause, cancellationToken);
        }
        return latencies;
    }
}
