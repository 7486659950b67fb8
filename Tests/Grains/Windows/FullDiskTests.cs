using NeuralDA.Grains.Interfaces;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Silo.Storage;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Windows;

public class FullDiskTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_that_cannot_be_written_never_happened_and_the_track_lives_on()
    {
        var track = await cluster.NewTrackAsync();
        var observations = ObservationStreams.Smooth(200, windows: 20);
        await IngestAsync(track, 0, observations[..3]);
        var before = await cluster.Client.LatestAsync(track, Cancel);

        await cluster.Store.LimitPagesAsync(1);
        var error = await Assert.ThrowsAsync<StorageFailedException>(() => IngestAsync(track, 3, observations[3..]));
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        var status = await cluster.Client.StatusAsync(track, Cancel);
        Assert.Equal((3L, before!.Sequence), (Assert.Single(status.Writers).NextSequence, status.LastAnalysisSequence));
        Assert.Equal(before.Sequence, (await cluster.Client.LatestAsync(track, Cancel))!.Sequence);

        await cluster.Store.LimitPagesAsync(1 << 30);
        var receipt = await IngestAsync(track, 3, observations[3..]);
        Assert.Equal(197, receipt.Accepted + receipt.Refusals.Length);
        var all = await cluster.Client.AllAsync(track, Cancel);
        Assert.Equal(Enumerable.Range(1, all.Count), all.Select(analysis => (int)analysis.Sequence));
    }

    private Task<IngestReceipt> IngestAsync(string track, long first, params Observation[] observations) =>
        cluster.Window(track).IngestAsync(new ObservationBatch("w", first, observations));
}
