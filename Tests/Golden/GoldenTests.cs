using NeuralDA.Assimilation.Incremental;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Golden;

public class GoldenTests
{
    private const ulong Seed = 11;

    [Fact]
    public void Neural_analysis()
    {
        var window = TestWindows.Lorenz63("R4", 1, Seed)[0];
        var estimate = new WindowAssimilator(TestPriors.Lorenz63).Assimilate([new WindowProblem(window.Observations)])[0];
        new GoldenValues(
            "Mean and deviation at steps 0, 10, 20, 30 by the untrained test prior, and chi-square",
            Seed, 2e-3, "float32 vectors of another width sum in another order, at a condition number of about 10⁴",
            [.. Sample(estimate.Mean), .. Sample(estimate.StandardDeviation), estimate.ChiSquare]).Verify("neural-analysis");
    }

    [Fact]
    public void Variational_analysis()
    {
        var prior = TestPriors.Lorenz63;
        var window = TestWindows.Lorenz63("R4", 1, Seed)[0];
        var observations = TestWindows.OperatorOf(prior).Observe(window.Observations);
        var start = prior.Climatology.FirstGuess(observations).Mean;
        var refined = new Refinement(prior).Run([start], [observations], Refinement.Converged)[0];
        new GoldenValues(
            "Normalised mean at steps 0, 10, 20, 30 by 4D-Var from the first guess, and its cost",
            Seed, 1e-3, "the descent stops at a relative decrease of 10⁻⁶, perhaps an iteration earlier or later elsewhere",
            [.. Sample(refined.Mean), refined.Cost]).Verify("variational-analysis");
    }

    // Rounded, so that a rewritten file differs where the outcome does.
    private static IEnumerable<double> Sample(double[] trajectory) =>
        new[] { 0, 10, 20, 30 }.SelectMany(step => trajectory[(3 * step)..(3 * step + 3)]).Select(x => Math.Round(x, 6));
}
