using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Priors;

public class PriorGrainTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_version_is_current_and_the_same_content_is_not_published_twice()
    {
        var prior = Prior(cluster.NewName("prior"));
        var first = await prior.PublishAsync(ServicePriors.Content(1));
        var again = await prior.PublishAsync(ServicePriors.Content(1));
        Assert.Equal((1, first), (first.Version, again));

        var status = await prior.GetStatusAsync();
        Assert.Equal((1, ServicePriors.Steps, ServicePriors.TimeStep), (status.CurrentVersion, status.Steps, status.TimeStep));
        Assert.Equal(["u1", "u2", "u3"], status.Components);
        Assert.Equal(ServicePriors.Content(1), await prior.GetContentAsync(1));
    }

    [Fact]
    public async Task Promotion_and_rollback_are_used_by_the_next_analysis()
    {
        var name = cluster.NewName("prior");
        await Prior(name).PublishAsync(ServicePriors.Content(1));
        await Prior(name).PublishAsync(ServicePriors.Content(2));
        var track = await cluster.NewTrackAsync(new TrackOptions { PriorName = name });
        var pinned = await cluster.NewTrackAsync(new TrackOptions { PriorName = name, PriorVersion = 1 });

        Assert.Equal(1, await NextVersionAsync(track, 0));
        await cluster.Client.PromotePriorAsync(name, 2, Cancel);
        Assert.Equal(2, await NextVersionAsync(track, 1));
        Assert.Equal(1, await NextVersionAsync(pinned, 0));
        await cluster.Client.RollbackPriorAsync(name, Cancel);
        Assert.Equal(1, await NextVersionAsync(track, 2));
    }

    [Fact]
    public async Task What_is_not_a_prior_or_has_another_shape_is_refused()
    {
        var prior = Prior(cluster.NewName("prior"));
        await Assert.ThrowsAsync<InvalidPriorContentException>(() => prior.PublishAsync([1, 2, 3]));
        await Assert.ThrowsAsync<UnknownPriorException>(() => prior.GetStatusAsync());

        await prior.PublishAsync(ServicePriors.Content(1));
        var error = await Assert.ThrowsAsync<IncompatiblePriorException>(() => prior.PublishAsync(ServicePriors.OtherShape));
        Assert.Contains("32 steps", error.Message, StringComparison.Ordinal);
        Assert.Contains("8 steps", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnknownPriorException>(() => prior.PromoteAsync(2));
    }

    private IPriorGrain Prior(string name) => cluster.Cluster.Client.GetGrain<IPriorGrain>(name);

    private async Task<int> NextVersionAsync(string track, long sequence)
    {
        await cluster.Window(track).IngestAsync(new ObservationBatch("w", sequence, [ObservationStreams.At(0.1 + 0.1 * sequence)]));
        return (await cluster.Client.LatestAsync(track, Cancel))!.PriorVersion;
    }
}
