using NeuralDA.Assimilation.Methods;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Methods;

public class CombinedMethodTests
{
    [Fact]
    public void Several_starts_find_better_estimates_than_one()
    {
        var (prior, firstGuess) = (TestPriors.Lorenz63, new FirstGuessMethod());
        var scores = new MethodComparison(prior,
        [
            new FourDVarMethod(prior, firstGuess, "one"),
            new EvidenceMixtureMethod(prior, [firstGuess], starts: 8, "eight"),
        ]).Run(TestWindows.Lorenz63("M4", 200), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(scores[1].Scores.Rmse < scores[0].Scores.Rmse, $"{scores[1].Scores.Rmse} against {scores[0].Scores.Rmse}");
        Assert.True(scores[1].Scores.SpreadSkill > scores[0].Scores.SpreadSkill);
    }

    [Fact]
    public void The_mean_of_a_method_with_itself_is_that_method()
    {
        var prior = TestPriors.Lorenz63;
        var neural = new NeuralMethod(prior);
        var comparison = new MethodComparison(prior, []);
        var windows = Array.ConvertAll(TestWindows.Lorenz63("R8", 5), comparison.Prepare);
        var (alone, mean) = (neural.Estimate(windows), new MeanMethod([neural, neural], "twice").Estimate(windows));
        for (var i = 0; i < windows.Length; i++)
        {
            Vectors.AssertClose(alone[i].Mean, mean[i].Mean, 1e-12);
            // The variance is a difference of squares.
            Vectors.AssertClose(alone[i].StandardDeviation!, mean[i].StandardDeviation!, 1e-6);
        }
    }
}
