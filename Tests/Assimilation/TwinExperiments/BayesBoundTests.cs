using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.TwinExperiments;

public class BayesBoundTests
{
    [Fact]
    public void No_method_is_better_and_the_first_guess_is_much_worse()
    {
        var windows = TestWindows.Lorenz63("R4", 60);
        var (bound, smallest, median) = BayesBound.FromSample(TestSettings.Lorenz63, windows: 100_000, seed: 1).Score(windows);
        var firstGuess = new MethodComparison(TestPriors.Lorenz63, [new FirstGuessMethod()])
            .Run(windows, cancellationToken: TestContext.Current.CancellationToken)[0].Scores;
        Assert.True(bound.Rmse < 0.6 * firstGuess.Rmse, $"bound {bound.Rmse}, first guess {firstGuess.Rmse}");
        Assert.InRange(smallest, 1, median);
    }

    [Fact]
    public void A_grid_recovers_a_deterministic_trajectory_that_is_well_observed()
    {
        var setting = TwinExperimentCatalogue.Find("blanke2024-pendulum-print");
        SimulatedWindow[] windows = [.. WindowSampler.TestWindows(setting, "P10", count: 5, seed: 2)];
        var (scores, _, _) = BayesBound.FromGrid(setting, spacing: 0.02).Score(windows);
        // Neighbouring starts are 0.02 apart, so the posterior mean is within a few hundredths of the truth.
        Assert.True(scores.MedianWindowRmse < 0.05, $"median {scores.MedianWindowRmse}");
    }

    [Fact]
    public void A_grid_is_refused_for_a_system_with_noise()
    {
        var error = Assert.Throws<ArgumentException>(() => BayesBound.FromGrid(TestSettings.Lorenz63, spacing: 1));
        Assert.Contains("not deterministic", error.Message, StringComparison.Ordinal);
    }
}
