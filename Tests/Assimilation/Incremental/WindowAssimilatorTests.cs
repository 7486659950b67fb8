using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Incremental;

public class WindowAssimilatorTests
{
    private static readonly Prior Prior = TestPriors.Lorenz63;

    [Fact]
    public void Result_of_a_window_does_not_depend_on_its_batch()
    {
        var (assimilator, problems) = (new WindowAssimilator(Prior), TestWindows.Varied(21));
        var together = assimilator.Assimilate(problems);
        var reversed = assimilator.Assimilate([.. problems.Reverse()]);
        for (var i = 0; i < problems.Length; i++)
        {
            AssertIdentical(together[i], assimilator.Assimilate([problems[i]])[0]);
            AssertIdentical(together[i], reversed[^(i + 1)]);
        }
    }

    [Fact]
    public void Another_assimilator_gives_the_same_result()
    {
        var problems = TestWindows.Varied(5);
        foreach (var (a, b) in new WindowAssimilator(Prior).Assimilate(problems)
            .Zip(new WindowAssimilator(Prior.Load(Prior.Save())).Assimilate(problems))) AssertIdentical(a, b);
    }

    [Fact]
    public void Order_of_observations_is_irrelevant()
    {
        var problems = TestWindows.Varied(9);
        var reversed = problems.Select(problem => problem with { Observations = [.. problem.Observations.Reverse()] });
        var assimilator = new WindowAssimilator(Prior);
        // Sums in another order, in float32, times the condition number of the small solve.
        foreach (var (a, b) in assimilator.Assimilate(problems).Zip(assimilator.Assimilate([.. reversed])))
            Vectors.AssertClose(a.Mean, b.Mean, 1e-4);
    }

    [Fact]
    public void Float32_agrees_with_the_float64_loop()
    {
        foreach (var prior in new[] { TestPriors.Lorenz63, TestPriors.SharedNetworks })
        {
            var (problems, windows) = (TestWindows.Observed(12), new WindowBlock<Float64>(prior.Shape));
            var loop = NeuralAssimilation.Create(prior, windows);
            var estimates = new WindowAssimilator(prior).Assimilate(problems);
            for (var i = 0; i < problems.Length; i++)
            {
                var observations = TestWindows.OperatorOf(prior).Observe(problems[i].Observations);
                windows.Load([prior.Climatology.FirstGuess(observations).Mean], [observations]);
                loop.Run();
                // Precisions span five decades (0.1 to 10⁴), so float32's 6e-8 may grow to a few thousandths of a part.
                Vectors.AssertClose(
                    Vectors.Lane<Float64>(loop.Analysis), TestWindows.Normalized(prior, estimates[i].Mean), 1e-3);
                AssertDeviation(prior, loop, estimates[i]);
            }
        }
    }

    [Fact]
    public void Empty_window_gives_climatology()
    {
        var estimate = new WindowAssimilator(Prior).Assimilate([new WindowProblem([])])[0];
        Assert.Equal(SolveStatus.Succeeded, estimate.Status);
        Assert.Empty(estimate.Departures);
        Assert.Equal((0, 0), (estimate.ChiSquare, estimate.DegreesOfFreedomForSignal));
        Assert.Equal(Prior.Climatology.Mean, TestWindows.Normalized(Prior, estimate.Mean));
        Assert.Equal(estimate.Mean, estimate.FirstGuess);
        double[] deviation = [.. Prior.Climatology.Covariance.Diagonal().Select(Math.Sqrt)];
        Prior.Normalization.ScaleToPhysical(deviation);
        Assert.Equal(deviation, estimate.StandardDeviation);
        Assert.Null(estimate.RefinedMean);
    }

    [Fact]
    public void Nothing_to_do_is_done() => Assert.Empty(new WindowAssimilator(Prior).Assimilate([]));

    [Fact]
    public void Network_that_produces_nonsense_leaves_the_first_guess()
    {
        var architecture = Prior.Description.Architecture;
        var huge = new float[architecture.Layers().Sum(layer => layer.ParameterCount)];
        Array.Fill(huge, 1e30f);
        var prior = Prior.Create(Prior.Description, TestSettings.Lorenz63Climatology, huge,
            VarianceCalibration.None, new Dictionary<string, string>());
        foreach (var estimate in new WindowAssimilator(prior).Assimilate(TestWindows.Observed(5)))
        {
            Assert.NotEqual(SolveStatus.Succeeded, estimate.Status);
            Assert.Equal(estimate.FirstGuess, estimate.Mean);
            Assert.All(estimate.StandardDeviation.Zip(Prior.Normalization.StandardDeviation),
                pair => Assert.InRange(pair.First, 0.8 * pair.Second, 1.2 * pair.Second));
            AssertFinite(estimate);
        }
    }

    [Fact]
    public void Observation_beyond_float32_is_reported_and_does_not_disturb_its_neighbours()
    {
        var problems = TestWindows.Varied(4);
        var wrong = new WindowProblem([new(3, 0, 1e60, 0.4)]);
        var (alone, estimates) = (new WindowAssimilator(Prior).Assimilate(problems),
            new WindowAssimilator(Prior).Assimilate([problems[0], wrong, .. problems[1..]]));
        Assert.NotEqual(SolveStatus.Succeeded, estimates[1].Status);
        AssertFinite(estimates[1]);
        AssertIdentical(alone[0], estimates[0]);
        for (var i = 1; i < problems.Length; i++) AssertIdentical(alone[i], estimates[i + 1]);
    }

    [Fact]
    public void Observation_out_of_range_is_refused() => Assert.Equal(
        "an observation at step 32 is outside the window's 0 .. 32", Assert.Throws<ArgumentException>(
            () => new WindowAssimilator(Prior).Assimilate([new WindowProblem([new(32, 0, 1, 1)])])).Message);

    private static void AssertDeviation(Prior prior, IncrementalAssimilation<Float64> loop, WindowEstimate estimate)
    {
        double[] variances = [.. Enumerable.Range(0, prior.Shape.Size).Select(i => loop.Estimate.Covariance[i, i].Get(0))];
        var factor = prior.Calibration.Factor(variances.Average());
        Vectors.AssertClose(
            [.. variances.Select((variance, i) => prior.Normalization.StandardDeviation[i] * Math.Sqrt(factor * variance))],
            estimate.StandardDeviation, 1e-3);
    }

    private static void AssertFinite(WindowEstimate estimate)
    {
        Assert.All(estimate.Mean, value => Assert.True(double.IsFinite(value)));
        Assert.All(estimate.StandardDeviation, value => Assert.True(double.IsFinite(value)));
        Assert.All(estimate.Departures, departure => Assert.True(
            double.IsFinite(departure.OMinusA) && double.IsFinite(departure.LeaveOneOut)));
        Assert.True(double.IsFinite(estimate.DegreesOfFreedomForSignal));
        Assert.True(double.IsFinite(estimate.CostBefore) && double.IsFinite(estimate.CostAfter));
    }

    private static void AssertIdentical(WindowEstimate expected, WindowEstimate actual)
    {
        Assert.Equal(expected.Status, actual.Status);
        Assert.Equal(expected.FirstGuess, actual.FirstGuess);
        Assert.Equal(expected.Mean, actual.Mean);
        Assert.Equal(expected.StandardDeviation, actual.StandardDeviation);
        Assert.Equal(expected.Departures, actual.Departures);
        Assert.Equal((expected.CostBefore, expected.CostAfter), (actual.CostBefore, actual.CostAfter));
        Assert.Equal(expected.ChiSquare, actual.ChiSquare);
    }
}
