using CsCheck;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Tests.Grains.Windows;

/// <summary>On a state that is one constant, so that the analysis is a weighted mean.</summary>
public class FirstGuessCheckTests
{
    private const double Error = 0.1;
    private static readonly (double Mean, double Variance) Climate = (0, 100);

    [Fact]
    public async Task A_gross_error_is_left_out_and_its_departure_is_told()
    {
        var result = await RunAsync([5, 5.1, 9, 4.9]);
        Assert.Equal("1 1 0 1", Weights(result));
        Assert.Equal(4, result.Judgements[2].Departure!.Value.LeaveOneOut, 0.01);
        Assert.Equal(3, result.Estimate.Departures.Length);
        Assert.False(result.IsReopened);
    }

    [Fact]
    public Task The_verdict_does_not_depend_on_the_order() =>
        Gen.Select(Gen.Double[-2, 2].Array[1, 9], Gen.Int[0, 1000]).SampleAsync(async (draws, seed) =>
        {
            // No two departures are the same: the grain breaks ties by the natural order, which is given up here.
            double[] values = [.. draws.Select((draw, i) => draw + 0.01 * Math.Sqrt(i + 2))];
            var order = Enumerable.Range(0, values.Length).OrderBy(i => (i * 7919 + seed * 104729) % 997).ToArray();
            var straight = await RunAsync(values, reopenAfter: 100);
            var shuffled = await RunAsync([.. order.Select(i => values[i])], reopenAfter: 100);
            Assert.Equal(order.Select(i => straight.Judgements[i].Weight), shuffled.Judgements.Select(each => each.Weight));
        });

    [Fact]
    public async Task Without_a_background_at_most_half_is_refused() =>
        Assert.InRange((await RunAsync([1, 2, 3, 4, 5, 6])).Judgements.Count(judgement => !judgement.IsUsed), 1, 3);

    [Fact]
    public async Task A_background_may_refuse_a_single_observation() =>
        Assert.Equal("0", Weights(await RunAsync([5], background: (0, 0.01))));

    [Fact]
    public async Task A_collapsed_background_cannot_lock_out_the_track()
    {
        var collapsed = (Mean: 0.0, Variance: 1e-6);
        var refused = await RunAsync([5, 5.1, 4.9], collapsed);
        Assert.Equal(("0 0 0", false), (Weights(refused), refused.IsReopened));

        var reopened = await RunAsync([5, 5.1, 4.9, 5], collapsed);
        Assert.Equal(("1 1 1 1", true), (Weights(reopened), reopened.IsReopened));
        Assert.Equal(5, Assert.Single(reopened.Estimate.Mean), 0.1);
    }

    [Fact]
    public async Task Refusals_of_earlier_windows_count_towards_re_opening()
    {
        var result = await RunAsync([5], background: (0, 1e-6), refusedBefore: 3);
        Assert.Equal(("1", true), (Weights(result), result.IsReopened));
        Assert.False((await RunAsync([0, 5], background: (0, 1e-6), refusedBefore: 3)).IsReopened);
    }

    [Fact]
    public async Task A_re_opened_window_still_refuses_what_contradicts_the_others()
    {
        var result = await RunAsync([5, 5.1, 4.9, 5, 5, 80], background: (0, 1e-6));
        Assert.True(result.IsReopened);
        Assert.Equal("1 1 1 1 1 0", Weights(result));
    }

    [Fact]
    public async Task Observations_that_still_contradict_each_other_in_a_row_are_accepted()
    {
        // Two sensors far apart: neither climatology nor half of the observations decides between them.
        var result = await RunAsync([5, 5, 5, 5, 9, 9, 9, 9], background: (0, 1e-6));
        Assert.Equal(("1 1 1 1 1 1 1 1", true), (Weights(result), result.IsReopened));
    }

    [Fact]
    public async Task A_solve_that_fails_on_what_earlier_windows_told_is_repeated_without()
    {
        var result = await RunAsync([5, 5], background: (double.NaN, 1));
        Assert.Equal((SolveStatus.Succeeded, true), (result.Estimate.Status, result.IsReopened));
    }

    [Fact]
    public async Task A_threshold_of_zero_accepts_all() =>
        Assert.Equal("1 1 1", Weights(await RunAsync([5, 5, 1e6], threshold: 0)));

    [Fact]
    public async Task Downweighting_bounds_the_pull_of_a_gross_error_and_refuses_nothing()
    {
        var result = await RunAsync([5, 5.1, 4.9, 5, 50], treatment: GrossErrorTreatment.Downweight);
        Assert.All(result.Judgements[..4], judgement => Assert.Equal(1, judgement.Weight));
        // Its departure from the others is 45, of assumed variance 0.1² (1 + 1/4); five of these deviations count in full.
        Assert.Equal(5 * Error * Math.Sqrt(1.25) / 45, result.Judgements[4].Weight, 1e-3);
        Assert.Equal(5, Assert.Single(result.Estimate.Mean), 0.2);
        Assert.Equal(5, result.Estimate.Departures.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_gross_errors_in_a_dense_window_take_few_assimilations(bool hasBackground)
    {
        // 768 observations, every fifth of them off, each by another amount.
        var (values, assimilations) = (new double[768], 0);
        for (var i = 0; i < values.Length; i++) values[i] = 5 + 0.05 * Math.Sin(i) + (i % 5 == 2 ? 1 + i * 0.01 : 0);
        var result = await RunAsync(values, hasBackground ? (5, 0.01) : null, onAssimilate: () => assimilations++);
        Assert.Equal(values.Select((_, i) => i % 5 == 2 ? 0.0 : 1), result.Judgements.Select(judgement => judgement.Weight));
        Assert.False(result.IsReopened);
        Assert.InRange(assimilations, 2, 8);
    }

    [Fact]
    public Task However_a_dense_window_contradicts_itself_the_number_of_assimilations_is_bounded() => Gen.Select(
        Gen.OneOf(Gen.Double[-2, 2], Gen.Double[-1e3, 1e3], Gen.Double[-1e6, 1e6]).Array[1, 300], Gen.Bool, Gen.Int[1, 9]).SampleAsync(
        async (values, hasBackground, reopenAfter) =>
        {
            var assimilations = 0;
            await RunAsync(values, hasBackground ? (0, 1) : null, reopenAfter: reopenAfter, onAssimilate: () => assimilations++);
            Assert.InRange(assimilations, 1, 2 * (FirstGuessCheck.MostRounds + 1));
        });

    [Fact]
    public async Task A_huge_gross_error_in_a_dense_window_takes_no_good_one_with_it()
    {
        var values = Enumerable.Range(0, 100).Select(i => 5 + 0.1 * Math.Sin(i)).ToArray();
        (values[40], values[70]) = (1e9, -3e5);
        var result = await RunAsync(values);
        Assert.Equal([40, 70], Enumerable.Range(0, values.Length).Where(i => !result.Judgements[i].IsUsed));
    }

    private static string Weights(CheckedEstimate result) => string.Join(' ', result.Judgements.Select(judgement => judgement.Weight));

    private static Task<CheckedEstimate> RunAsync(
        double[] values, (double Mean, double Variance)? background = null, int refusedBefore = 0, double threshold = 5,
        int reopenAfter = 4, GrossErrorTreatment treatment = GrossErrorTreatment.Refuse, Action? onAssimilate = null)
    {
        var options = new TrackOptions
        {
            PriorName = "p", GrossErrorThreshold = threshold,
            QualityControl = new QualityControlOptions { ReopenAfter = reopenAfter, GrossErrors = treatment },
        };
        var check = new FirstGuessCheck(options, (points, isReopened) =>
        {
            onAssimilate?.Invoke();
            return Task.FromResult(Mean(points, isReopened ? Climate : background ?? Climate));
        });
        PointObservation[] observations = [.. values.Select((value, i) => new PointObservation(i, 0, value, Error))];
        return check.RunAsync(observations, background is not null, refusedBefore);
    }

    private static WindowEstimate Mean(IReadOnlyList<PointObservation> points, (double Mean, double Variance) background)
    {
        var precision = 1 / background.Variance + points.Sum(point => Math.Pow(point.ErrorStandardDeviation, -2));
        var mean = (background.Mean / background.Variance
            + points.Sum(point => point.Value * Math.Pow(point.ErrorStandardDeviation, -2))) / precision;
        return new WindowEstimate
        {
            Status = double.IsFinite(mean) ? SolveStatus.Succeeded : SolveStatus.NotFinite,
            FirstGuess = [background.Mean], Mean = [mean], StandardDeviation = [1 / Math.Sqrt(precision)],
            Departures = [.. points.Select(point => new ObservationDeparture(
                point.Value - background.Mean, point.Value - mean, background.Variance, 1 / precision,
                point.ErrorStandardDeviation * point.ErrorStandardDeviation))],
            CostBefore = 0, CostAfter = 0, ChiSquare = 0, DegreesOfFreedomForSignal = 0,
        };
    }
}
