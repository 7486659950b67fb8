using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Tests.Assimilation.Verification;

public class ScoreAccumulatorTests
{
    [Fact]
    public void Scores_are_those_computed_by_hand()
    {
        var accumulator = new ScoreAccumulator();
        accumulator.Add([0, 0], [1, -1], [1, 1]);   // window RMSE 1
        accumulator.Add([2, 2], [2, 2], [2, 2]);    // window RMSE 0
        accumulator.Add([1, 1], [4, 4], [1, 1]);    // window RMSE 3
        var scores = accumulator.Scores();
        Assert.Equal(3, scores.Windows);
        Assert.Equal(Math.Sqrt(10.0 / 3), scores.Rmse, 1e-14);
        Assert.Equal(5.0 / 3, scores.HalfMse, 1e-14);
        Assert.Equal(4.0 / 3, scores.MeanWindowRmse, 1e-14);
        Assert.Equal(1, scores.MedianWindowRmse, 1e-14);
        Assert.Equal(1, scores.Bias, 1e-14);
        Assert.Equal(Math.Sqrt(2 / (10.0 / 3)), scores.SpreadSkill!.Value, 1e-14);
        Assert.Equal(4.0 / 6, scores.Coverage90!.Value, 1e-14);
        Assert.Equal((Crps.OfGaussian(1, 1) + Crps.OfGaussian(0, 2) + Crps.OfGaussian(3, 1)) / 3, scores.Crps!.Value, 1e-14);
    }

    [Fact]
    public void Calibrated_estimates_have_coverage_90_and_spread_equal_to_skill()
    {
        var scores = Simulate(windows: 2000, size: 20);
        Assert.Equal(0.9, scores.Coverage90!.Value, 0.006);    // four binomial standard deviations of 40 000 values
        Assert.Equal(1, scores.SpreadSkill!.Value, 0.02);
        Assert.Equal(0, scores.Bias, 0.03);
    }

    [Fact]
    public void Intervals_hold_their_scores()
    {
        var scores = Simulate(windows: 300, size: 4);
        Assert.InRange(scores.Rmse, scores.RmseInterval.Low, scores.RmseInterval.High);
        Assert.InRange(scores.MeanWindowRmse, scores.MeanWindowRmseInterval.Low, scores.MeanWindowRmseInterval.High);
        Assert.Equal(scores, Simulate(windows: 300, size: 4));
    }

    [Fact]
    public void Estimates_without_standard_deviation_have_no_probabilistic_scores()
    {
        var accumulator = new ScoreAccumulator();
        accumulator.Add([1, 2], [1, 3]);
        var scores = accumulator.Scores();
        Assert.Equal((null, null, null), (scores.Crps, scores.SpreadSkill, scores.Coverage90));
        Assert.Equal(Math.Sqrt(0.5), scores.Rmse, 1e-15);
    }

    [Fact]
    public void Nothing_to_score_is_refused() => Assert.Equal(
        "There is nothing to score: no window was added.",
        Assert.Throws<InvalidOperationException>(() => new ScoreAccumulator().Scores()).Message);

    [Fact]
    public void Windows_that_do_not_fit_are_refused()
    {
        var accumulator = new ScoreAccumulator();
        AssertRefused("The truth is empty; expected at least one value.", () => accumulator.Add([], []));
        AssertRefused("The mean is [1]; the truth is [2].", () => accumulator.Add([1, 2], [1]));
        AssertRefused("Element 1 of mean is NaN; expected a finite number.", () => accumulator.Add([1, 2], [1, double.NaN]));
        accumulator.Add([1, 2], [1, 2]);
        AssertRefused("The window is [1]; the windows before are [2].", () => accumulator.Add([1], [1]));
        AssertRefused("Standard deviations came with some windows only; expected with all or with none.",
            () => accumulator.Add([1, 2], [1, 2], [1, 1]));
    }

    private static void AssertRefused(string message, Action action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    /// <summary>Truth drawn from the Gaussians that are estimated, with differing spreads.</summary>
    private static VerificationScores Simulate(int windows, int size)
    {
        var (accumulator, random) = (new ScoreAccumulator(), new RandomSource(42));
        for (var k = 0; k < windows; k++)
        {
            var (truth, mean, deviation) = (new double[size], new double[size], new double[size]);
            for (var i = 0; i < size; i++)
            {
                (mean[i], deviation[i]) = (random.NextGaussian(), random.NextUniform(0.5, 2));
                truth[i] = mean[i] + deviation[i] * random.NextGaussian();
            }
            accumulator.Add(truth, mean, deviation);
        }
        return accumulator.Scores(seed: 3);
    }
}
