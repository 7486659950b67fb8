using System.Threading.Channels;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Grains;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Client;

public class FailoverTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const int Tracks = 8;
    private const int Count = 120;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_killed_in_the_stream_loses_nothing_and_the_feeds_go_on()
    {
        var options = new TrackOptions { PriorName = ServicePriors.Name };
        var observations = ObservationStreams.Smooth(Count, windows: 10);
        var undisturbed = await cluster.NewTrackAsync(options);
        await StreamAsync(undisturbed, observations, afterHalf: null);
        var tracks = await Task.WhenAll(Enumerable.Range(0, Tracks).Select(_ => cluster.NewTrackAsync(options)));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var feeds = tracks.Select(_ => Channel.CreateUnbounded<long>()).ToList();
        var following = tracks.Zip(feeds).Select(pair => FollowAsync(pair.First, pair.Second.Writer, enough.Token)).ToList();

        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var halfWay = tracks.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var streams = tracks.Zip(halfWay).Select(pair => StreamAsync(pair.First, observations, () =>
        {
            pair.Second.SetResult();
            return killed.Task;
        })).ToList();
        await Task.WhenAll(halfWay.Select(half => half.Task));
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[1], Cancel);
        killed.SetResult();
        await Task.WhenAll(streams);

        var expected = await cluster.Client.FinalAsync(undisturbed, Cancel);
        foreach (var (track, feed) in tracks.Zip(feeds))
        {
            Assert.Equal(expected, await cluster.Client.FinalAsync(track, Cancel));
            var last = (await cluster.Client.StatusAsync(track, Cancel)).LastAnalysisSequence;
            for (var sequence = 1L; sequence <= last; sequence++) Assert.Equal(sequence, await feed.Reader.ReadAsync(Cancel));
        }
        await enough.CancelAsync();
        await Task.WhenAll(following);
    }

    private async Task StreamAsync(string track, Observation[] observations, Func<Task>? afterHalf)
    {
        await using var writer = cluster.Client.OpenWriter(track, "w", new WriterOptions { BatchSize = 5 });
        for (var i = 0; i < observations.Length; i++)
        {
            await writer.WriteAsync(observations[i], Cancel);
            if (i == observations.Length / 2 && afterHalf is not null) await afterHalf();
        }
    }

    private async Task FollowAsync(string track, ChannelWriter<long> seen, CancellationToken enough)
    {
        try
        {
            await foreach (var analysis in cluster.Client.Analyses(track).WithCancellation(enough))
                await seen.WriteAsync(analysis.Sequence, Cancel);
        }
        catch (OperationCanceledException)
        {
            // How a feed ends.
        }
    }
}
