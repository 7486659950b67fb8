using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Methods;
using NeuralDA.Cli.Reproduce.Figures;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Reproduce.Figures;

public sealed class FigureWindowTests
{
    private const ulong Seed = 5;
    private const int Count = 24;

    [Fact]
    public void First_window_is_the_first_test_window_in_physical_units()
    {
        var prior = TestPriors.Lorenz63;
        var firstGuess = new FirstGuessMethod();
        var shown = FigureWindow.First(prior, TestSettings.Lorenz63, "M4", Seed, [firstGuess]);
        var window = TestWindows.Lorenz63("M4", count: 1, Seed)[0];
        var prepared = new MethodComparison(prior, [firstGuess]).Prepare(window);

        Assert.Equal(window.Truth, shown.Truth);
        Assert.Equal(window.Observations, shown.Observations);
        Assert.Equal("u1", shown.Observed);
        Assert.Equal(prior.Shape.Steps, shown.Times.Length);
        var estimate = Assert.Single(shown.Estimates);
        Assert.Equal(prepared.FirstGuess, TestWindows.Normalized(prior, estimate.Mean), (x, y) => Math.Abs(x - y) < 1e-9);
        Assert.Equal(FigureWindow.RmseOf(prior, prepared, prepared.FirstGuess), estimate.Rmse);
    }

    [Fact]
    public void Hybrid_case_is_the_first_window_that_4D_Var_from_the_first_guess_misses()
    {
        var prior = TestPriors.Lorenz63;
        var method = new FourDVarMethod(prior, new FirstGuessMethod(), "4D-Var");
        var comparison = new MethodComparison(prior, [method]);
        var windows = Array.ConvertAll(TestWindows.Lorenz63("M4", Count, Seed), comparison.Prepare);
        var errors = windows.Zip(
            method.Estimate(windows), (window, estimate) => FigureWindow.RmseOf(prior, window, estimate.Mean)).ToList();
        var first = errors.FindIndex(error => error > MethodComparison.LostError);
        Assert.InRange(first, 0, Count - 1);

        var shown = HybridCase.Find(prior, TestSettings.Lorenz63, "M4", Seed, Count);

        Assert.NotNull(shown);
        Assert.Equal(windows[first].Window.Truth, shown.Window.Truth);
        Assert.Contains($"Test window {first + 1}:", shown.Window.Choice, StringComparison.Ordinal);
        Assert.Equal(["first guess", "neural", "4D-Var", "hybrid"], shown.Window.Estimates.Select(estimate => estimate.Method));
    }

    [Fact]
    public void Descent_writes_down_the_costs_of_the_same_4D_Var()
    {
        var prior = TestPriors.Lorenz63;
        var window = new MethodComparison(prior, []).Prepare(TestWindows.Lorenz63("M4", count: 1, Seed)[0]);
        var refined = new Refinement(prior).Run([window.FirstGuess], [window.Observations], Refinement.Converged)[0];

        var descent = Descent.From(prior, window.FirstGuess, window.Observations);

        var degreesOfFreedom = prior.Shape.Size + window.Observations.Count;
        Assert.Equal(refined.Solves, descent.Costs.Count - 1);
        Assert.Equal(refined.Cost / degreesOfFreedom, descent.Costs[^1], tolerance: 1e-9);
        Assert.All(descent.Costs.Zip(descent.Costs.Skip(1)), pair => Assert.True(pair.Second <= pair.First));
    }

    [Fact]
    public void Reliability_sample_holds_every_value_of_every_window()
    {
        var (prior, windows) = (TestPriors.Lorenz63, TestWindows.Lorenz63("R8", count: 3, Seed));
        var sample = Assert.Single(ReliabilitySample.Collect(prior, [new NeuralMethod(prior)], windows));
        Assert.Equal(windows.Length * prior.Shape.Size, sample.Errors.Length);
        Assert.Equal(sample.Errors.Length, sample.StandardDeviations.Length);
        Assert.All(sample.StandardDeviations, deviation => Assert.True(deviation > 0));
    }
}
