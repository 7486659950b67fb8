using NeuralDA.Assimilation.Methods;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Methods;

public class PriorComparisonTests
{
    private static readonly PriorComparison WithItself = new(TestPriors.Lorenz63, TestPriors.Lorenz63);

    [Fact]
    public void Prior_is_not_better_than_itself()
    {
        var score = WithItself.OnTruth(TestWindows.Lorenz63("R4", 20));
        Assert.Equal((20, score.CurrentRmse, 0.0, 0.0), (score.Windows, score.CandidateRmse, score.Difference.Low, score.Difference.High));
        Assert.InRange(score.CandidateRmse, 0.01, 3);
    }

    [Fact]
    public void Difference_is_of_the_first_to_the_second()
    {
        var windows = TestWindows.Lorenz63("R4", 60);
        var (one, other) = (TestPriors.Lorenz63, TestPriors.Lorenz63Of("other", seed: 77));
        var forth = new PriorComparison(one, other).OnTruth(windows);
        var back = new PriorComparison(other, one).OnTruth(windows);
        Assert.Equal((forth.CandidateRmse, forth.CurrentRmse), (back.CurrentRmse, back.CandidateRmse));
        Assert.InRange(
            forth.CandidateRmse * forth.CandidateRmse - forth.CurrentRmse * forth.CurrentRmse, forth.Difference.Low, forth.Difference.High);
    }

    [Fact]
    public void Withheld_observations_are_forecast_from_those_before()
    {
        var windows = TestWindows.Lorenz63("R4", 30).Select(window => window.Observations).ToArray();
        var usable = windows.Count(window => window.Any(o => o.Step < 24) && window.Any(o => o.Step >= 24));
        var score = WithItself.OnWithheld(windows, fromStep: 24)!;
        Assert.Equal(usable, score.Windows);
        // What is forecast is farther off than the observation error of 0.05.
        Assert.InRange(score.CandidateRmse, 0.1, 5);
        Assert.Null(WithItself.OnWithheld([[], windows[0].Where(o => o.Step < 24).ToArray()], fromStep: 24));
    }
}
