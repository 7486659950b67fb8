using NeuralDA.Client;
using NeuralDA.Files.Observations;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Streaming;

/// <summary>
/// Sends the tracks of a file and reads the final analyses back. Sequence numbers are places in the track and batches are cut at
/// multiples of one size, so that sending the same again, after a crash or not, changes nothing: neither analyses nor revisions.
/// </summary>
/// <param name="client">The service.</param>
/// <param name="writerId">Who numbers the observations.</param>
/// <param name="batchSize">Observations in a batch.</param>
internal sealed class FileSender(NeuralDAClient client, string writerId, int batchSize)
{
    private const int TracksAtOnce = 64;

    /// <summary>A batch is sent when it is full or the track ends, never because time passed: no size by chance.</summary>
    private static readonly TimeSpan NoLinger = TimeSpan.FromDays(1);

    /// <summary>Sends all tracks, several at once, each in its order.</summary>
    /// <param name="tracks">The tracks.</param>
    /// <param name="optionsOf">Options of each.</param>
    /// <param name="onTrackDone">Called after each track, from any thread.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What became of each track, in the order given.</returns>
    public async Task<IReadOnlyList<TrackOutcome>> SendAsync(
        IReadOnlyList<TrackObservations> tracks, Func<TrackObservations, TrackOptions> optionsOf, Action onTrackDone,
        CancellationToken cancellationToken)
    {
        var outcomes = new TrackOutcome[tracks.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = TracksAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, tracks.Count, parallel, async (i, cancel) =>
        {
            await client.CreateTrackAsync(tracks[i].Track, optionsOf(tracks[i]), cancel);
            var receipts = await SendAsync(tracks[i], cancel);
            outcomes[i] = TrackOutcome.Of(tracks[i], receipts, await ReadFinalAsync(tracks[i].Track, cancel));
            onTrackDone();
        });
        return outcomes;
    }

    private async Task<List<IngestReceipt>> SendAsync(TrackObservations track, CancellationToken cancellationToken)
    {
        var receipts = new List<IngestReceipt>();
        var options = new WriterOptions { BatchSize = batchSize, Linger = NoLinger, OnReceipt = receipts.Add };
        var writer = client.OpenWriter(track.Track, writerId, options);
        foreach (var line in track.Lines) await writer.WriteAsync(line.Observation, cancellationToken);
        // A writer goes on trying when the service is gone; who stops the command does not want to wait for that.
        await writer.DisposeAsync().AsTask().WaitAsync(cancellationToken);
        return receipts;
    }

    /// <summary>The newest revision of each window, in order of windows.</summary>
    private async Task<IReadOnlyList<Analysis>> ReadFinalAsync(string track, CancellationToken cancellationToken)
    {
        var last = (await client.StatusAsync(track, cancellationToken)).LastAnalysisSequence;
        var windows = new SortedDictionary<long, Analysis>();
        if (last == 0) return [];
        await foreach (var analysis in client.Analyses(track).WithCancellation(cancellationToken))
        {
            windows[analysis.Window] = analysis;
            if (analysis.Sequence >= last) break;
        }
        return [.. windows.Values];
    }
}
