using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Windows;

/// <summary>What windows hand on, through the service.</summary>
public class CarryTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const double WindowLength = ServicePriors.Steps * ServicePriors.TimeStep;

    private static readonly TrackOptions Carrying = new() { PriorName = ServicePriors.Name, Carry = true, GrossErrorThreshold = 0 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(8)]
    [InlineData(ServicePriors.Steps)]
    public async Task What_an_observation_taught_reaches_windows_that_do_not_hold_it(int shift)
    {
        var observations = ObservationStreams.Smooth(30, windows: 3);
        Observation[] other = [observations[0] with { Value = observations[0].Value + 3 }, .. observations[1..]];
        foreach (var carries in new[] { true, false })
        {
            var options = Carrying with { Carry = carries, ShiftSteps = shift };
            var (one, changed) = (await LastAsync(options, observations), await LastAsync(options, other));
            Assert.DoesNotContain(one.Observations, outcome => outcome.Sequence == 0);
            Assert.Equal(!carries, one.Mean.Equals(changed.Mean));
        }
    }

    [Fact]
    public async Task A_late_observation_re_analyses_every_later_window_and_each_says_what_it_supersedes()
    {
        var track = await cluster.NewTrackAsync(Carrying with { Lateness = 3 * WindowLength });
        var observations = ObservationStreams.Smooth(30, windows: 3);
        await IngestAsync(track, "w", 0, observations);
        var before = await cluster.Client.AllAsync(track, Cancel);
        await IngestAsync(track, "late", 0, ObservationStreams.At(0.05));
        var after = (await cluster.Client.AllAsync(track, Cancel))[before.Count..];

        Assert.Equal(before.Select(analysis => analysis.Window), after.Select(analysis => analysis.Window));
        Assert.Equal(before.Select(analysis => (long?)analysis.Sequence), after.Select(analysis => analysis.Supersedes));
        Assert.All(after, analysis => Assert.Equal(2, analysis.Revision));
        Assert.All(before.Zip(after), pair => Assert.NotEqual(pair.First.Mean, pair.Second.Mean));
    }

    [Fact]
    public async Task After_a_long_outage_a_track_begins_anew()
    {
        var early = ObservationStreams.Smooth(20, windows: 2);
        Observation[] late = [.. ObservationStreams.Smooth(20, windows: 2).Select(o => o with { Time = o.Time + 500 * WindowLength })];
        var (interrupted, fresh) = (await LastAsync(Carrying, [.. early, .. late]), await LastAsync(Carrying, late));
        Assert.Equal(fresh.Mean, interrupted.Mean);
        Assert.Equal(fresh.StandardDeviation, interrupted.StandardDeviation);
    }

    [Fact]
    public async Task Two_writers_make_the_analyses_of_one()
    {
        var observations = ObservationStreams.Smooth(40, windows: 3);
        var options = Carrying with { Lateness = 3 * WindowLength };
        var (one, two) = (await cluster.NewTrackAsync(options), await cluster.NewTrackAsync(options));
        await IngestAsync(one, "w", 0, observations);
        await IngestAsync(two, "odd", 0, [.. observations.Where((_, i) => i % 2 == 1)]);
        await IngestAsync(two, "even", 0, [.. observations.Where((_, i) => i % 2 == 0)]);
        Assert.Equal(
            (await cluster.Client.LatestAsync(one, Cancel))!.Mean, (await cluster.Client.LatestAsync(two, Cancel))!.Mean);
        Assert.Equal(["even", "odd"], (await cluster.Client.StatusAsync(two, Cancel)).Writers.Select(writer => writer.WriterId));
    }

    [Fact]
    public async Task A_promoted_prior_goes_on_with_what_the_one_before_handed_on()
    {
        var prior = cluster.Cluster.Client.GetGrain<IPriorGrain>(cluster.NewName("prior"));
        await prior.PublishAsync(ServicePriors.Content(1));
        var options = Carrying with { PriorName = prior.GetPrimaryKeyString() };
        var observations = ObservationStreams.Smooth(40, windows: 4);
        var (track, other) = (await cluster.NewTrackAsync(options), await cluster.NewTrackAsync(options));
        await IngestAsync(track, "w", 0, observations[..20]);
        await IngestAsync(other, "w", 0, [.. observations[..20].Select(o => o with { Value = o.Value + 0.5 })]);
        await prior.PublishAsync(ServicePriors.Content(2));
        await prior.PromoteAsync(2);
        foreach (var each in new[] { track, other }) await IngestAsync(each, "w", 20, observations[20..]);

        var all = await cluster.Client.AllAsync(track, Cancel);
        Assert.Equal([1, 2], all.Select(analysis => analysis.PriorVersion).Distinct());
        Assert.All(all, analysis => Assert.Equal(AnalysisStatus.Succeeded, analysis.Status));
        // The first window of the new prior that holds none of the old observations still knows of them.
        var first = all.First(analysis => analysis.PriorVersion == 2 && analysis.Observations.All(outcome => outcome.Sequence >= 20));
        var same = (await cluster.Client.AllAsync(other, Cancel)).Last(analysis => analysis.Window == first.Window);
        Assert.NotEqual(first.Mean, same.Mean);
    }

    private async Task<Analysis> LastAsync(TrackOptions options, Observation[] observations)
    {
        var track = await cluster.NewTrackAsync(options);
        await IngestAsync(track, "w", 0, observations);
        return (await cluster.Client.LatestAsync(track, Cancel))!;
    }

    private Task<IngestReceipt> IngestAsync(string track, string writer, long first, params Observation[] observations) =>
        cluster.IngestAsync(track, writer, first, observations);
}
