using CsCheck;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Tests.Grains.Windows;

/// <summary>On a state that is one constant, so that analysis and prediction are a weighted mean.</summary>
public class HypothesisCheckTests
{
    private const double Error = 0.1, Threshold = 5, Share = 0.03, Climate = 8;

    [Fact]
    public async Task What_one_observation_cannot_tell_stays_open_and_the_estimate_lies_between()
    {
        // Ten deviations of its error, but only three and a half of its prediction's.
        var result = await RunAsync([1], spread: 0.28);
        Assert.Equal(2, result.Accounts.Count);
        Assert.All(result.Accounts, account => Assert.InRange(account.Weight, 0.02, 0.98));
        var (refusing, accepting) = (Of(result, true).Estimate!, Of(result, false).Estimate!);
        Assert.InRange(result.Estimate.Mean[0], refusing.Mean[0], accepting.Mean[0]);
        Assert.True(result.Estimate.StandardDeviation[0] > accepting.StandardDeviation[0]);
    }

    [Fact]
    public async Task Later_observations_decide_what_earlier_ones_could_not()
    {
        var result = await RunAsync([1, 0.02, -0.01, 0.03], spread: 0.28);
        Assert.Equal([0.0, 1, 1, 1], result.Judgements.Select(judgement => judgement.Weight));
        Assert.True(result.Accounts[0].Weight > 0.99);

        result = await RunAsync([1, 1.02, 0.99, 1.03], spread: 0.28);
        Assert.All(result.Judgements, judgement => Assert.Equal(1, judgement.Weight));
    }

    [Fact]
    public async Task What_contradicts_a_track_that_is_sure_may_be_the_truth()
    {
        // Thirty deviations of a prediction that claims to be as good as an observation.
        var result = await RunAsync([3], spread: Error);
        Assert.InRange(Of(result, isGross: false).Weight, 0.02, 0.98);
    }

    [Fact]
    public async Task What_a_hypothesis_said_of_older_observations_stands()
    {
        var account = new Account(0, [true, false], null);
        var result = await RunAsync([0, 0.05], spread: 0.28, isNew: [false, true], account);
        Assert.Equal([0.0, 1], result.Judgements.Select(judgement => judgement.Weight));
        Assert.Single(result.Estimate.Departures);
    }

    [Fact]
    public Task Odds_are_those_of_Bayes() => Gen.Select(Gen.Double[-2, 2], Gen.Double[0.001, 1]).SampleAsync(async (value, spread) =>
    {
        var result = await RunAsync([value], spread);
        if (result.Accounts.Count < 2) return;
        double Density(double variance) => Math.Exp(-value * value / 2 / variance) / Math.Sqrt(variance);
        double Likelihood(double error) => 0.968 * Density(spread * spread + error) + 0.03 * Density(10 * spread * spread + error)
            + 0.002 * Density(Climate * Climate + error);
        var gross = 0.9 * Likelihood(4 * Threshold * Threshold * Error * Error) + 0.1 * Likelihood(Climate * Climate + Error * Error);
        var odds = Share / (1 - Share) * gross / Likelihood(Error * Error);
        // Densities are as small as e^-200, of which doubles keep twelve digits.
        Assert.Equal(1, Of(result, true).Weight / Of(result, false).Weight / odds, 1e-9);
    });

    [Fact]
    public Task However_far_observations_are_weights_add_up_to_one() => Gen.Select(
        Gen.OneOf(Gen.Double[-1, 1], Gen.Double[-1e12, 1e12]).Array[1, 4], Gen.OneOf(1e-9, 1, 1e6)).SampleAsync(async (values, spread) =>
    {
        var result = await RunAsync(values, spread);
        Assert.InRange(result.Accounts.Count, 1, 3);
        Assert.Equal(1, result.Accounts.Sum(account => account.Weight), 1e-9);
        Assert.All(result.Estimate.Mean, mean => Assert.True(double.IsFinite(mean)));
    });

    [Fact]
    public async Task Without_new_observations_there_is_one_assimilation_a_hypothesis()
    {
        var assimilations = 0;
        await RunAsync([0, 0], 1, isNew: [false, false], new Account(0, [false, false], null), () => assimilations++);
        Assert.Equal(1, assimilations);
        await RunAsync([0, 0], 1, isNew: [false, true], new Account(0, [false, false], null), () => assimilations++);
        Assert.Equal(3, assimilations);
    }

    private static Account Of(CheckedEstimate result, bool isGross) =>
        Assert.Single(result.Accounts, account => account.IsGross[0] == isGross);

    private static Task<CheckedEstimate> RunAsync(
        double[] values, double spread, bool[]? isNew = null, Account? account = null, Action? onAssimilate = null)
    {
        var check = new HypothesisCheck(
            Threshold, Share, [Climate],
            (points, _) =>
            {
                onAssimilate?.Invoke();
                return Task.FromResult(Mean(points, spread * spread));
            },
            (estimate, point) => Withheld(point.Value - estimate.Mean[0], Math.Pow(estimate.StandardDeviation[0], 2)));
        PointObservation[] observations = [.. values.Select((value, i) => new PointObservation(i, 0, value, Error))];
        return check.RunAsync(
            observations, isNew ?? [.. values.Select(_ => true)], [account ?? new Account(0, new bool[values.Length], null)]);
    }

    private static ObservationDeparture Withheld(double departure, double variance)
    {
        var left = Error * Error / (variance + Error * Error);
        return new ObservationDeparture(departure, left * departure, variance, left * variance, Error * Error);
    }

    private static WindowEstimate Mean(IReadOnlyList<PointObservation> points, double background)
    {
        var precision = 1 / background + points.Count / (Error * Error);
        var mean = points.Sum(point => point.Value) / (Error * Error) / precision;
        return new WindowEstimate
        {
            Status = SolveStatus.Succeeded, FirstGuess = [0], Mean = [mean], StandardDeviation = [1 / Math.Sqrt(precision)],
            Departures = [.. points.Select(point => new ObservationDeparture(
                point.Value, point.Value - mean, background, 1 / precision, Error * Error))],
            CostBefore = 0, CostAfter = 0, ChiSquare = 0, DegreesOfFreedomForSignal = 0,
        };
    }
}
