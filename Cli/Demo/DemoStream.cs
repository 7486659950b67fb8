using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Demo;

/// <summary>Streams the tracks' observations in real time and collects the analyses, all tracks concurrently.</summary>
/// <param name="client">The service.</param>
/// <param name="clock">Paces the stream.</param>
internal sealed class DemoStream(NeuralDAClient client, TimeProvider clock)
{
    private const string WriterId = "demo";

    /// <summary>An observation waits this long for its batch: it is latency, so it is short.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(1);

    /// <summary>Runs until every observation is acknowledged and every analysis is seen.</summary>
    /// <param name="tracks">The tracks.</param>
    /// <param name="options">Options of all tracks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Refused observations by reason, as the service counts them in the end.</returns>
    public async Task<SortedDictionary<string, long>> RunAsync(
        IReadOnlyList<DemoTrack> tracks, TrackOptions options, CancellationToken cancellationToken)
    {
        await Task.WhenAll(tracks.Select(track => client.CreateTrackAsync(track.Id, options, cancellationToken)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeds = Task.WhenAll(tracks.Select(track => CollectAsync(track, stop.Token)));
        var begin = clock.GetTimestamp();
        try
        {
            await Task.WhenAll(tracks.Select(track => SendAsync(track, begin, stop.Token)));
            var statuses = await Task.WhenAll(tracks.Select(track => client.StatusAsync(track.Id, stop.Token)));
            foreach (var (track, status) in tracks.Zip(statuses)) track.ExpectUpTo(status.LastAnalysisSequence);
            await Task.WhenAny(Task.WhenAll(tracks.Select(track => track.Complete)), feeds);
            return Sum(statuses);
        }
        finally
        {
            await stop.CancelAsync();
            await feeds;
        }
    }

    private async Task SendAsync(DemoTrack track, long begin, CancellationToken cancellationToken)
    {
        var options = new WriterOptions { Linger = Linger, OnReceipt = track.OnReceipt };
        await using var writer = client.OpenWriter(track.Id, WriterId, options);
        foreach (var delivery in track.Deliveries)
        {
            var wait = DemoScenario.DueAt(delivery.DueStep) - clock.GetElapsedTime(begin);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, cancellationToken);
            if (delivery.IsRepetition)
            {
                await using var repeating = client.OpenWriter(
                    track.Id, WriterId, options with { FirstSequence = delivery.FirstSequence });
                await WriteAsync(repeating, track, delivery, cancellationToken);
            }
            else await WriteAsync(writer, track, delivery, cancellationToken);
        }
    }

    private static async Task WriteAsync(
        ObservationWriter writer, DemoTrack track, Delivery delivery, CancellationToken cancellationToken)
    {
        for (var i = 0; i < delivery.Observations.Count; i++)
        {
            track.OnWrite(delivery.FirstSequence + i, delivery.Observations[i]);
            await writer.WriteAsync(delivery.Observations[i], cancellationToken);
        }
    }

    private async Task CollectAsync(DemoTrack track, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var analysis in client.Analyses(track.Id).WithCancellation(cancellationToken))
                track.OnAnalysis(analysis);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The feed has no end of its own; the run has seen what it wanted.
        }
    }

    private static SortedDictionary<string, long> Sum(IEnumerable<TrackStatus> statuses) => new(
        statuses.SelectMany(status => status.Refused).GroupBy(refused => refused.Key.ToString())
            .ToDictionary(group => group.Key, group => group.Sum(refused => refused.Value)));
}
