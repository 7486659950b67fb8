using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Windows;

public class TrackTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_track_is_listed_and_tells_its_resolved_options()
    {
        var track = await cluster.NewTrackAsync();
        var status = await cluster.Client.StatusAsync(track, Cancel);
        Assert.Equal(ServicePriors.Steps / 4, status.Options.ShiftSteps);
        Assert.Equal(ServicePriors.Steps / 4 * ServicePriors.TimeStep, status.Options.Lateness);
        Assert.Contains(track, await cluster.Client.ListTracksAsync(Cancel));
    }

    [Fact]
    public async Task Creating_a_track_again_is_harmless_and_with_other_options_an_error()
    {
        TrackOptions Options() => new()
        {
            PriorName = ServicePriors.Name,
            QualityControl = new QualityControlOptions { Bounds = new PhysicalBounds([new ComponentBounds("u1", -50, 50)]) },
        };
        var options = Options();
        var track = await cluster.NewTrackAsync(options);
        await cluster.Client.CreateTrackAsync(track, Options(), Cancel);
        var error = await Assert.ThrowsAsync<TrackExistsException>(
            () => cluster.Client.CreateTrackAsync(track, options with { Origin = 1 }, Cancel));
        Assert.Contains(track, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_track_that_was_never_created_is_named_in_the_error()
    {
        var name = cluster.NewName("nobody");
        var error = await Assert.ThrowsAsync<UnknownTrackException>(() => cluster.Client.StatusAsync(name, Cancel));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnknownTrackException>(() => cluster.Client.LatestAsync(name, Cancel));
        await Assert.ThrowsAsync<UnknownTrackException>(
            async () => await cluster.Client.Analyses(name).GetAsyncEnumerator(Cancel).MoveNextAsync());
    }

    [Fact]
    public async Task A_track_needs_a_prior_that_exists()
    {
        var track = cluster.NewName("track");
        await Assert.ThrowsAsync<UnknownPriorException>(
            () => cluster.Client.CreateTrackAsync(track, new TrackOptions { PriorName = "nothing" }, Cancel));
        await Assert.ThrowsAsync<UnknownPriorException>(
            () => cluster.Client.CreateTrackAsync(track, new TrackOptions { PriorName = ServicePriors.Name, PriorVersion = 99 }, Cancel));
    }

    [Theory]
    [InlineData(0, 0.0, 5.0, 0, 1)]
    [InlineData(33, 0.0, 5.0, 0, 1)]
    [InlineData(8, -1.0, 5.0, 0, 1)]
    [InlineData(8, 0.0, -1.0, 0, 1)]
    [InlineData(8, 0.0, 5.0, -1, 1)]
    [InlineData(8, 0.0, 5.0, 1, 0)]
    [InlineData(8, 0.0, 5.0, 1, 9)]
    public async Task Options_out_of_range_are_refused(int shift, double lateness, double threshold, int refinement, int starts)
    {
        var options = new TrackOptions
        {
            PriorName = ServicePriors.Name, ShiftSteps = shift, Lateness = lateness, GrossErrorThreshold = threshold,
            RefinementSteps = refinement, RefinementStarts = starts,
        };
        await Assert.ThrowsAsync<InvalidTrackException>(() => cluster.Client.CreateTrackAsync(cluster.NewName("track"), options, Cancel));
    }

    public static TheoryData<string, QualityControlOptions> WrongOptions => new()
    {
        { "'u9'", new() { Bounds = new PhysicalBounds([new ComponentBounds("u9", 0, 1)]) } },
        { "ascending", new() { Bounds = new PhysicalBounds([new ComponentBounds("u1", 1, 1)]) } },
        { "two bounds", new() { Bounds = new PhysicalBounds([new ComponentBounds("u1", 0, 1), new ComponentBounds("u1", 0, 1)]) } },
        { "stuck", new() { StuckAfter = 1 } },
        { "spike", new() { SpikeThreshold = double.NaN } },
        { "per step", new() { MaximumPerStep = -1 } },
        { "re-opening", new() { ReopenAfter = 0 } },
        { "treatment", new() { GrossErrors = (GrossErrorTreatment)9 } },
    };

    [Theory, MemberData(nameof(WrongOptions))]
    public async Task Options_of_quality_control_out_of_range_are_refused(string named, QualityControlOptions wrong)
    {
        var error = await Assert.ThrowsAsync<InvalidTrackException>(() => cluster.Client.CreateTrackAsync(
            cluster.NewName("track"), new TrackOptions { PriorName = ServicePriors.Name, QualityControl = wrong }, Cancel));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
