using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
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
    public void Samples_of_a_window_do_not_depend_on_the_windows_before_it()
    {
        var (prior, firstGuess) = (TestPriors.Lorenz63, new FirstGuessMethod());
        var windows = Array.ConvertAll(TestWindows.Lorenz63("M4", 3), new MethodComparison(prior, []).Prepare);
        EvidenceMixtureMethod Method() => new(prior, [firstGuess], starts: 4, "four");
        Assert.Equal(Method().Estimate(windows)[2].Mean, Method().Estimate(windows[2..])[0].Mean);
    }

    [Fact]
    public void Fitted_weights_give_all_to_the_better_of_two_methods_on_one_line()
    {
        var prior = TestPriors.Lorenz63;
        var windows = TestWindows.Lorenz63("M4", 50);
        var (truth, worse) = (new TruthMethod(prior, error: 0), new TruthMethod(prior, error: 0.7));
        var fitted = MeanMethod.Fitted(truth, worse, new MethodComparison(prior, []), windows, "fitted");
        Assert.Equal(1, fitted.Weights[0], 1e-12);
        Assert.Equal(0, fitted.Weights[1], 1e-12);
    }

    [Fact]
    public void A_shared_method_works_once_for_the_same_windows()
    {
        var windows = Array.ConvertAll(TestWindows.Lorenz63("M4", 2), new MethodComparison(TestPriors.Lorenz63, []).Prepare);
        var shared = new SharedMethod(new FirstGuessMethod());
        Assert.Same(shared.Estimate(windows), shared.Estimate(windows));
        Assert.NotSame(shared.Estimate(windows), shared.Estimate([.. windows]));
    }

    [Fact]
    public void The_update_rule_to_the_letter_leads_away_from_the_truth()
    {
        var prior = TestPriors.SharedNetworks;
        var scores = new MethodComparison(prior, [new NeuralMethod(prior), new LiteralUpdateMethod(prior, "literal")])
            .Run(TestWindows.Lorenz63("M4", 50), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(scores[1].Scores.Rmse > 1.5 * scores[0].Scores.Rmse, $"{scores[1].Scores.Rmse} against {scores[0].Scores.Rmse}");
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

    private sealed class TruthMethod(Prior prior, double error) : IAssimilationMethod
    {
        public string Name => "truth";

        public IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows) =>
        [
            .. windows.Select(window => new MethodEstimate(
                Array.ConvertAll(prior.Normalization.Normalized(window.Window.Truth), x => x + error))),
        ];
    }
}
