using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Grains;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Client;

public class WriterAndFeedTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_is_acknowledged_once_in_order()
    {
        var track = await cluster.NewTrackAsync();
        var accepted = 0;
        var options = new WriterOptions { BatchSize = 7, OnReceipt = receipt => accepted += receipt.Accepted + receipt.Refusals.Length };
        await using (var writer = cluster.Client.OpenWriter(track, "w", options))
        {
            foreach (var observation in ObservationStreams.Smooth(50, windows: 5)) await writer.WriteAsync(observation, Cancel);
            await writer.FlushAsync(Cancel);
            Assert.Equal(50, accepted);
        }
        var status = await cluster.Client.StatusAsync(track, Cancel);
        Assert.Equal(50, Assert.Single(status.Writers).NextSequence);
        Assert.Equal(0, status.Duplicates);
    }

    [Fact]
    public async Task Disposing_a_writer_sends_what_is_buffered()
    {
        var track = await cluster.NewTrackAsync();
        await using (var writer = cluster.Client.OpenWriter(track, "w", new WriterOptions { Linger = TimeSpan.FromMinutes(1) }))
            await writer.WriteAsync(ObservationStreams.At(0.1), Cancel);
        Assert.Equal(1, (await cluster.Client.StatusAsync(track, Cancel)).Accepted);
    }

    [Fact]
    public async Task A_writer_of_an_unknown_track_fails_with_the_services_words()
    {
        var name = cluster.NewName("nobody");
        var writer = cluster.Client.OpenWriter(name, "w");
        await writer.WriteAsync(ObservationStreams.At(0.1), Cancel);
        var error = await Assert.ThrowsAsync<UnknownTrackException>(() => writer.FlushAsync(Cancel));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnknownTrackException>(async () => await writer.DisposeAsync());
    }

    [Fact]
    public async Task A_feed_gives_the_past_and_then_the_live_analyses_without_gap()
    {
        var track = await cluster.NewTrackAsync();
        var observations = ObservationStreams.Smooth(40, windows: 8);
        await cluster.Window(track).IngestAsync(new ObservationBatch("w", 0, observations[..20]));
        var before = (await cluster.Client.StatusAsync(track, Cancel)).LastAnalysisSequence;
        await using var feed = cluster.Client.Analyses(track).GetAsyncEnumerator(Cancel);
        for (var expected = 1L; expected <= before; expected++)
        {
            Assert.True(await feed.MoveNextAsync());
            Assert.Equal(expected, feed.Current.Sequence);
        }

        var live = feed.MoveNextAsync();
        Assert.False(live.IsCompleted);
        await cluster.Window(track).IngestAsync(new ObservationBatch("w", 20, observations[20..]));
        Assert.True(await live);
        Assert.Equal(before + 1, feed.Current.Sequence);
    }

    [Fact]
    public async Task A_feed_starts_where_it_is_told()
    {
        var track = await cluster.NewTrackAsync();
        await cluster.Window(track).IngestAsync(new ObservationBatch("w", 0, ObservationStreams.Smooth(40, windows: 8)));
        await using var feed = cluster.Client.Analyses(track, fromSequence: 5).GetAsyncEnumerator(Cancel);
        Assert.True(await feed.MoveNextAsync());
        Assert.Equal(5, feed.Current.Sequence);
    }

    [Theory]
    [InlineData(-1, 10, 10)]
    [InlineData(0, 0, 10)]
    [InlineData(0, 2000, 10)]
    [InlineData(0, 10, 0)]
    public void A_writer_refuses_options_out_of_range(long first, int batch, int capacity) => Assert.Throws<ArgumentException>(
        () => cluster.Client.OpenWriter("t", "w", new WriterOptions { FirstSequence = first, BatchSize = batch, Capacity = capacity }));
}
