using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Windows;

public class ReplayTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const double WindowLength = ServicePriors.Steps * ServicePriors.TimeStep;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public async Task Every_analysis_is_computed_again_bit_for_bit_whatever_happened_meanwhile(bool carries, int refinementSteps)
    {
        var prior = cluster.Cluster.Client.GetGrain<IPriorGrain>(cluster.NewName("prior"));
        await prior.PublishAsync(ServicePriors.Content(1));
        var track = await cluster.NewTrackAsync(new TrackOptions
        {
            PriorName = prior.GetPrimaryKeyString(), Carry = carries, RefinementSteps = refinementSteps, Lateness = WindowLength,
        });
        var observations = ObservationStreams.Smooth(60, windows: 4);
        observations[11] = observations[11] with { Value = 70 };
        await IngestAsync(track, "a", 0, observations[..30]);
        await IngestAsync(track, "late", 0, ObservationStreams.At(observations[20].Time + 0.001));
        await prior.PublishAsync(ServicePriors.Content(2));
        await prior.PromoteAsync(2);
        await IngestAsync(track, "a", 30, observations[30..]);

        var all = await cluster.Client.AllAsync(track, Cancel);
        Assert.Contains(all, analysis => analysis.Observations.Any(outcome => outcome.Refused is not null));
        Assert.Equal([1, 2], all.Select(analysis => analysis.PriorVersion).Distinct());
        foreach (var analysis in all)
        {
            var replay = await cluster.Client.ReplayAsync(track, analysis.Sequence, Cancel);
            Assert.Equal((analysis.Window, analysis.Revision), (replay.Window, replay.Revision));
            Assert.Equal((true, 0), (replay.IsIdentical, replay.LargestDifference));
            Assert.Equal(analysis.CarriedFrom is null ? null : true, replay.IsHandedOnIdentically);
        }
        Assert.Null(all[0].CarriedFrom);
        Assert.All(all[1..], analysis => Assert.Contains(all, before => before.Sequence == analysis.CarriedFrom));
        Assert.All(all, analysis => Assert.Null(analysis.Carried));
    }

    [Fact]
    public async Task What_was_changed_since_differs()
    {
        var options = new TrackOptions { PriorName = ServicePriors.Name, Carry = true };
        var track = await cluster.NewTrackAsync(options);
        await IngestAsync(track, "a", 0, ObservationStreams.Smooth(20, windows: 2));
        var services = cluster.Cluster.Silos[0].ServiceProvider;
        var (log, archive) = (services.GetRequiredService<IAnalysisLog>(), services.GetRequiredService<AnalysisArchive>());
        var stored = await log.ReadAsync(track, 1, 1000, 1000);
        var (last, before) = (stored[^1], stored.Single(analysis => analysis.Sequence == stored[^1].CarriedFrom));
        var definition = TrackRules.Define(options, TestPriors.Lorenz63Of(ServicePriors.Name, 1).Description);

        var same = await archive.ReplayAsync(definition, last, before);
        Assert.Equal((true, true), (same.IsIdentical, same.IsHandedOnIdentically));

        var mean = last.Mean.Span.ToArray();
        mean[7] += last.StandardDeviation[7] / 2;
        var changed = await archive.ReplayAsync(definition, last with { Mean = new FloatBlob(mean) }, before);
        Assert.Equal((false, true), (changed.IsIdentical, changed.IsHandedOnIdentically));
        Assert.Equal(0.5, changed.LargestDifference, 1e-3);

        var other = await archive.ReplayAsync(definition, last with { Carried = before.Carried }, before);
        Assert.Equal((false, false), (other.IsIdentical, other.IsHandedOnIdentically));
    }

    [Fact]
    public async Task An_analysis_that_is_not_there_is_named()
    {
        var track = await cluster.NewTrackAsync();
        var error = await Assert.ThrowsAsync<UnknownAnalysisException>(() => cluster.Client.ReplayAsync(track, 1, Cancel));
        Assert.Contains("analysis 1", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnknownTrackException>(() => cluster.Client.ReplayAsync(cluster.NewName("nobody"), 1, Cancel));
    }

    private Task<IngestReceipt> IngestAsync(string track, string writer, long first, params Observation[] observations) =>
        cluster.IngestAsync(track, writer, first, observations);
}
