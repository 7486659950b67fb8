using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Windows;

public class IngestTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const double WindowLength = ServicePriors.Steps * ServicePriors.TimeStep;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_observation_gives_an_analysis_of_its_window()
    {
        var track = await cluster.NewTrackAsync();
        var receipt = await IngestAsync(track, 0, ObservationStreams.At(0.1));
        var latest = await cluster.Client.LatestAsync(track, Cancel);

        Assert.Equal((1, 0, 0, 1L), (receipt.Accepted, receipt.Duplicates, receipt.Refusals.Length, receipt.LastAnalysisSequence));
        Assert.Equal((1L, 0L, 1), (latest!.Sequence, latest.Window, latest.Revision));
        Assert.Equal((0.0, WindowLength), (latest.Begin, latest.End));
        Assert.Equal(ServicePriors.Steps * 3, latest.Mean.Count);
        Assert.Equal(0.1, Assert.Single(latest.Observations).Time);
    }

    [Fact]
    public async Task Repeated_and_disordered_batches_give_the_final_analyses_of_the_undisturbed_stream()
    {
        var observations = ObservationStreams.Smooth(60, windows: 6);
        var options = new TrackOptions { PriorName = ServicePriors.Name, Lateness = 2 * WindowLength };
        var (straight, disturbed) = (await cluster.NewTrackAsync(options), await cluster.NewTrackAsync(options));

        await IngestAsync(straight, 0, observations);
        int[] cuts = [7, 0, 14, 7, 21, 21, 35, 28, 0, 49, 42, 56, 49, 58, 35];
        foreach (var first in cuts) await IngestAsync(disturbed, first, observations[first..Math.Min(first + 9, 60)]);

        Assert.Equal(await cluster.Client.FinalAsync(straight, Cancel), await cluster.Client.FinalAsync(disturbed, Cancel));
        var status = await cluster.Client.StatusAsync(disturbed, Cancel);
        Assert.Equal(60, status.Accepted + status.Refused.Values.Sum());
        Assert.Equal(60, Assert.Single(status.Writers).NextSequence);
    }

    [Fact]
    public async Task A_late_observation_raises_the_revision_of_its_window()
    {
        var track = await cluster.NewTrackAsync(new TrackOptions { PriorName = ServicePriors.Name, Lateness = WindowLength });
        await IngestAsync(track, 0, ObservationStreams.At(0.1), ObservationStreams.At(0.5));
        await IngestAsync(track, 2, ObservationStreams.At(0.3));
        var latest = await cluster.Client.LatestAsync(track, Cancel);
        Assert.Equal((2, 2L, 1L), (latest!.Revision, latest.Sequence, latest.Supersedes));
        Assert.Equal([0L, 2L, 1L], latest.Observations.Select(outcome => outcome.Sequence));
    }

    [Fact]
    public async Task Bad_observations_come_back_with_their_reasons_and_the_good_ones_count()
    {
        var track = await cluster.NewTrackAsync();
        var receipt = await IngestAsync(track, 10,
            new Observation(0.1, "u1", double.NaN, 1),
            new Observation(0.1, "pressure", 1, 1),
            new Observation(0.1, "u1", 1, -1),
            new Observation(-5, "u1", 1, 1),
            ObservationStreams.At(2),
            ObservationStreams.At(0.1));

        Assert.Equal(1, receipt.Accepted);
        Assert.Equal(
            [
                (10L, RefusalReason.NotFinite), (11L, RefusalReason.UnknownComponent), (12L, RefusalReason.NonPositiveError),
                (13L, RefusalReason.OutsideHorizon), (15L, RefusalReason.TooLate),
            ],
            receipt.Refusals.Select(refusal => (refusal.Sequence, refusal.Reason)));
        var status = await cluster.Client.StatusAsync(track, Cancel);
        Assert.Equal(5, status.RecentlyRefused.Length);
        Assert.All(status.Refused.Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task A_gross_error_is_left_out_and_said()
    {
        var track = await cluster.NewTrackAsync(new TrackOptions
        {
            PriorName = ServicePriors.Name, QualityControl = new QualityControlOptions { SpikeThreshold = 0 },
        });
        var observations = ObservationStreams.Smooth(12, windows: 0.9);
        observations[5] = observations[5] with { Value = 1e4 };
        var receipt = await IngestAsync(track, 0, observations);

        Assert.Contains(receipt.Refusals, refusal => (refusal.Sequence, refusal.Reason) == (5, RefusalReason.GrossError));
        var latest = await cluster.Client.LatestAsync(track, Cancel);
        Assert.Equal(RefusalReason.GrossError, latest!.Observations.Single(outcome => outcome.Sequence == 5).Refused);
        Assert.True((await cluster.Client.StatusAsync(track, Cancel)).Refused[RefusalReason.GrossError] >= 1);
    }

    [Fact]
    public async Task Each_check_has_its_reason_the_outcome_says_it_and_raw_values_stay()
    {
        var track = await cluster.NewTrackAsync(new TrackOptions
        {
            PriorName = ServicePriors.Name, Lateness = WindowLength, GrossErrorThreshold = 0,
            QualityControl = new QualityControlOptions
            {
                StuckAfter = 3, MaximumPerStep = 2, Bounds = new PhysicalBounds([new ComponentBounds("u3", 0, 100)]),
            },
        });
        Observation[] observations =
        [
            ObservationStreams.At(0.05), ObservationStreams.At(0.05), ObservationStreams.At(0.1) with { Value = 900 },
            ObservationStreams.At(0.15), new(0.2, "u2", 1, 0.5), new(0.3, "u2", 1, 0.5), new(0.4, "u2", 1, 0.5),
            new(0.4, "u3", -1, 0.5), new(0.5, "u3", 25, 0.5, "K"),
            ObservationStreams.At(0.601), ObservationStreams.At(0.605), ObservationStreams.At(0.61), ObservationStreams.At(0.62),
        ];
        var receipt = await IngestAsync(track, 0, observations);
        Assert.Equal(
            [
                (1L, RefusalReason.Duplicate), (2L, RefusalReason.Spike), (6L, RefusalReason.Stuck), (7L, RefusalReason.OutOfBounds),
                (8L, RefusalReason.WrongUnit),
            ],
            receipt.Refusals.Select(refusal => (refusal.Sequence, refusal.Reason)));

        var outcomes = (await cluster.Client.LatestAsync(track, Cancel))!.Observations.ToDictionary(outcome => outcome.Sequence);
        Assert.Equal((RefusalReason.Spike, 900, 0), (outcomes[2].Refused, outcomes[2].Value, outcomes[2].Weight));
        Assert.All([9L, 10, 11, 12], merged => Assert.Equal((null, 0.5), (outcomes[merged].Refused, outcomes[merged].Weight)));
        Assert.Equal(1, outcomes[0].Weight);
        Assert.All(outcomes.Values.Where(outcome => outcome.Refused is null), outcome =>
        {
            Assert.InRange(outcome.Influence, 0, 1);
            Assert.True(double.IsFinite(outcome.LeaveOneOut) && outcome.LeaveOneOutStandardDeviation > 0);
        });
    }

    [Fact]
    public async Task A_stream_without_a_clock_counts_steps()
    {
        var track = await cluster.NewTrackAsync(new TrackOptions { PriorName = ServicePriors.Name, TimeByStep = true, ShiftSteps = 8 });
        await IngestAsync(track, 0, [.. Enumerable.Range(0, 40).Select(i => new Observation(i, "u1", Math.Sin(i), 0.5))]);
        var latest = await cluster.Client.LatestAsync(track, Cancel);
        Assert.Equal((8, 40, 1), (latest!.Begin, latest.End, latest.TimeStep));
        Assert.Equal(8, (await cluster.Client.StatusAsync(track, Cancel)).Options.Lateness);
    }

    [Fact]
    public async Task A_batch_that_is_not_one_is_refused_as_a_whole()
    {
        var track = await cluster.NewTrackAsync();
        await Assert.ThrowsAsync<InvalidBatchException>(() => IngestAsync(track, -1, ObservationStreams.At(0.1)));
        await Assert.ThrowsAsync<InvalidBatchException>(() => IngestAsync(track, 0, new Observation[2000]));
        Assert.Null(await cluster.Client.LatestAsync(track, Cancel));
    }

    private Task<IngestReceipt> IngestAsync(string track, long first, params Observation[] observations) =>
        cluster.Window(track).IngestAsync(new ObservationBatch("w", first, observations));
}
