using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Incremental;

public class LongWindowAssimilatorTests
{
    private static readonly Prior Prior = TestPriors.Convolutional;

    [Theory]
    [InlineData(32)]
    [InlineData(100)]
    public void A_long_window_is_assimilated_as_a_short_one_is(int steps)
    {
        var windows = WindowSampler.TestWindows(TestSettings.Lorenz63.Over(steps), "R4", count: 3, seed: 5).ToArray();
        var assimilator = new LongWindowAssimilator(Prior, steps);
        var expected = new WindowAssimilator(Prior.Over(steps))
            .Assimilate([.. windows.Select(window => new WindowProblem(BetweenSteps(window)))]);
        foreach (var (window, whole) in windows.Zip(expected))
        {
            var estimate = assimilator.Assimilate(BetweenSteps(window));
            // The first guess is solved in float32 here, in float64 there; the file keeps the background in float32.
            Assert.Equal(whole.Status, estimate.Status);
            Vectors.AssertClose(whole.FirstGuess, estimate.FirstGuess, 1e-3);
            Vectors.AssertClose(whole.Mean, estimate.Mean, 1e-3);
            AssertRelative(whole.ChiSquare, estimate.ChiSquare);
            AssertRelative(whole.CostBefore, estimate.CostBefore);
            AssertRelative(whole.CostAfter, estimate.CostAfter);
            AssertRelative(whole.DegreesOfFreedomForSignal, estimate.DegreesOfFreedomForSignal);
            foreach (var (there, here) in whole.Departures.Zip(estimate.Departures))
            {
                Assert.Equal(there.OMinusB, here.OMinusB, 1e-3);
                Assert.Equal(there.OMinusA, here.OMinusA, 1e-3);
                AssertRelative(there.BackgroundVariance, here.BackgroundVariance);
            }
            // Calibrated stretch by stretch of the trained length, so equal where that is the whole window.
            if (steps == Prior.Shape.Steps) Vectors.AssertClose(whole.StandardDeviation, estimate.StandardDeviation, 1e-3);
        }
    }

    [Fact]
    public void Far_from_where_something_changed_nothing_does()
    {
        const int Steps = 3000;
        var window = WindowSampler.TestWindows(TestSettings.Lorenz63.Over(Steps), "R4", count: 1, seed: 5).Single();
        var assimilator = new LongWindowAssimilator(Prior, Steps);
        var whole = assimilator.Assimilate(window.Observations).Mean;
        var without = assimilator.Assimilate([.. window.Observations.Where(observation => observation.Step >= 1000)]).Mean;
        Assert.True(whole[..3000].Minus(without[..3000]).Norm() > 1);
        Vectors.AssertClose(whole[4500..], without[4500..], 1e-6);
    }

    [Fact]
    public void Memory_grows_with_the_length_and_not_with_its_square()
    {
        var (one, four) = (AllocatedBy(steps: 10_000), AllocatedBy(steps: 40_000));
        Assert.InRange(four, one, 4.2 * one);
        Assert.InRange(four / (3.0 * 40_000), 0, 1000);
    }

    [Fact]
    public void Nothing_observed_gives_the_priors_own_estimate()
    {
        var estimate = new LongWindowAssimilator(Prior, steps: 50).Assimilate([]);
        Assert.Equal((SolveStatus.Succeeded, 0, 0.0), (estimate.Status, estimate.Departures.Length, estimate.ChiSquare));
        Assert.All(estimate.Mean, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Refinement_lowers_the_error_of_the_first_guess()
    {
        const int Steps = 200;
        var window = WindowSampler.TestWindows(TestSettings.Lorenz63.Over(Steps), "E8", count: 1, seed: 5).Single();
        var assimilator = new LongWindowAssimilator(Prior, Steps);
        var estimate = assimilator.Assimilate(window.Observations);
        var refined = assimilator.Refine(estimate.FirstGuess, window.Observations, maximumSolves: 100);
        Assert.True(refined.Minus(window.Truth).Norm() < 0.5 * estimate.FirstGuess.Minus(window.Truth).Norm());
    }

    [Fact]
    public void Windows_that_cannot_be_are_refused_with_what_was_expected()
    {
        Assert.Equal("prior 'lorenz63' is for windows of 32 steps; another length wants a prior trained in mode convolutional",
            Assert.Throws<ArgumentException>(() => new LongWindowAssimilator(TestPriors.Lorenz63, 100)).Message);
        Assert.Equal("a window of 1 steps; expected 2 .. 3333333",
            Assert.Throws<ArgumentException>(() => new LongWindowAssimilator(Prior, 1)).Message);
        Assert.Equal("an observation at step 100 is outside the window's 0 .. 100",
            Assert.Throws<ArgumentException>(() => new LongWindowAssimilator(Prior, 100).Assimilate(
                [new PointObservation(100, 0, 1, 0.1)])).Message);
        Assert.Equal("windows of 2000 steps; expected 2 .. 1000", Assert.Throws<ArgumentException>(() => Prior.Over(2000)).Message);
    }

    private static PointObservation[] BetweenSteps(SimulatedWindow window) =>
        [.. window.Observations.Select((o, i) => o with { Step = o.Step + (i % 2) * 0.375 })];

    private static long AllocatedBy(int steps)
    {
        PointObservation[] observations = [.. Enumerable.Range(0, steps / 8).Select(i => new PointObservation(8 * i, 0, Math.Sin(i), 1))];
        var before = GC.GetAllocatedBytesForCurrentThread();
        new LongWindowAssimilator(Prior, steps).Assimilate(observations);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void AssertRelative(double expected, double actual) =>
        Assert.Equal(expected, actual, 1e-3 * Math.Max(1, Math.Abs(expected)));
}
