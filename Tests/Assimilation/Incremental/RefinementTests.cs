using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Incremental;

public class RefinementTests
{
    private static readonly Prior Prior = TestPriors.Lorenz63;
    private static readonly ObservationSet[] Observations =
        [.. TestWindows.Lorenz63("R4", 9).Select(window => TestWindows.OperatorOf(Prior).Observe(window.Observations))];

    // From the first guess, and for every other window from noise, where undamped steps go astray.
    private static readonly double[][] Starts = [.. Observations.Select((set, i) => i % 2 == 0
        ? Prior.Climatology.FirstGuess(set).Mean
        : Noise(new RandomSource((ulong)i)))];

    [Fact]
    public void No_step_raises_the_cost()
    {
        var costs = Starts.Zip(Observations, CostOf).ToArray();
        for (var solves = 1; solves <= 30; solves++)
        {
            var refined = new Refinement(Prior).Run(Starts, Observations, solves);
            for (var i = 0; i < costs.Length; i++)
            {
                Assert.True(refined[i].Cost <= costs[i], $"window {i}: from {costs[i]} to {refined[i].Cost} at solve {solves}");
                Assert.InRange(refined[i].Solves, 1, solves);
                costs[i] = refined[i].Cost;
            }
        }
        Assert.All(Starts.Zip(Observations, CostOf).Zip(costs), pair => Assert.True(pair.Second < 0.9 * pair.First));
    }

    [Fact]
    public void Reported_cost_is_that_of_the_refined_state() => Assert.All(
        new Refinement(Prior).Run(Starts, Observations, 10).Zip(Observations),
        pair => Assert.Equal(CostOf(pair.First.Mean, pair.Second), pair.First.Cost, 1e-10 * pair.First.Cost));

    [Fact]
    public void Converged_state_is_a_minimum() => Assert.All(
        new Refinement(Prior).Run(Starts, Observations, Refinement.Converged).Zip(Observations), pair =>
        {
            for (var i = 0; i < Prior.Shape.Size; i++)
            {
                foreach (var step in new[] { -0.01, 0.01 })
                {
                    var beside = (double[])pair.First.Mean.Clone();
                    beside[i] += step;
                    Assert.True(CostOf(beside, pair.Second) > pair.First.Cost);
                }
            }
        });

    [Fact]
    public void Result_of_a_window_does_not_depend_on_its_neighbours()
    {
        var refinement = new Refinement(Prior);
        var together = refinement.Run(Starts, Observations, Refinement.Converged);
        for (var i = 0; i < Starts.Length; i++)
        {
            var alone = refinement.Run([Starts[i]], [Observations[i]], Refinement.Converged)[0];
            Assert.Equal(together[i].Mean, alone.Mean);
            Assert.Equal(together[i].StandardDeviation, alone.StandardDeviation);
            Assert.Equal((together[i].Cost, together[i].Solves), (alone.Cost, alone.Solves));
        }
    }

    [Fact]
    public void Standard_deviation_stays_below_climatology_even_where_nothing_is_observed()
    {
        var none = ObservationSet.Empty(Prior.Shape.Size);
        var refined = new Refinement(Prior).Run([Starts[0]], [none], 5)[0];
        for (var i = 0; i < Prior.Shape.Size; i++)
            Assert.InRange(refined.StandardDeviation[i], 1e-3, Math.Sqrt(Prior.Climatology.Covariance[i, i]));
    }

    [Fact]
    public void Prior_without_a_physical_model_is_refused() => Assert.Equal(
        "prior 'without-model' knows no physical model, so its analyses cannot be refined",
        Assert.Throws<ArgumentException>(() => new Refinement(TestPriors.WithoutModel)).Message);

    private static double[] Noise(RandomSource random) =>
        [.. Enumerable.Range(0, Prior.Shape.Size).Select(_ => 2 * random.NextGaussian())];

    private static double CostOf(double[] state, ObservationSet observations)
    {
        var physics = new PhysicalPrior<Float64>(
            Prior.Description.Model!, Prior.Shape, Prior.Normalization, Prior.Climatology);
        return physics.Cost(Vectors.ToLanes<Float64>(state)).Get(0) + observations.Cost(state);
    }
}
