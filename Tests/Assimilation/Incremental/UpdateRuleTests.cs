using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Incremental;

public class UpdateRuleTests
{
    private static readonly WindowShape Shape = new(2, 1);

    [Fact]
    public void Cold_diffusion_adds_the_temperature_step_times_the_distance_from_the_first_guess()
    {
        var rule = new ColdDiffusionUpdate<Float64>(new TemperatureEmbedding(Levels: 3));
        rule.Begin(Block(firstGuess: [1, 2]));
        var iterate = Vectors.ToLanes<Float64>([1, 2]);

        Assert.True(rule.Next(iterate, Estimate(5, -2), level: 0));   // s₀ − s₁ = ¼
        Vectors.AssertClose([1 + 4 / 4.0, 2 - 4 / 4.0], Vectors.Lane<Float64>(iterate), 1e-15);
        Assert.True(rule.Next(iterate, Estimate(3, 2), level: 1));
        Vectors.AssertClose([2 + 2 / 4.0, 1], Vectors.Lane<Float64>(iterate), 1e-15);
    }

    [Fact]
    public void Cold_diffusion_with_one_estimate_throughout_walks_straight_to_it()
    {
        var rule = new ColdDiffusionUpdate<Float64>(new TemperatureEmbedding(Levels: 4));
        rule.Begin(Block(firstGuess: [0, 0]));
        var iterate = new Float64[2];
        for (var level = 0; level < 4; level++)
        {
            Assert.True(rule.Next(iterate, Estimate(10, 5), level));
            Vectors.AssertClose([2.0 * (level + 1), level + 1], Vectors.Lane<Float64>(iterate), 1e-14);
        }
        Assert.False(rule.Next(iterate, Estimate(10, 5), level: 4));
        Assert.Equal([10, 5], Vectors.Lane<Float64>(iterate));
    }

    [Fact]
    public void Direct_update_takes_the_estimate_and_stops_after_its_levels()
    {
        var (rule, iterate) = (new DirectUpdate<Float64>(levels: 2), new Float64[2]);
        rule.Begin(Block(firstGuess: [0, 0]));
        Assert.True(rule.Next(iterate, Estimate(3, 4), level: 0));
        Assert.False(rule.Next(iterate, Estimate(5, 6), level: 1));
        Assert.Equal([5, 6], Vectors.Lane<Float64>(iterate));
        Assert.Equal(0, rule.Damping.Get(0));
    }

    [Fact]
    public void Block_takes_one_window_for_each_lane_at_most()
    {
        var (guess, none) = (new double[2], ObservationSet.Empty(2));
        Assert.Equal("1 first guesses and 2 observation sets; a block holds 1 to 1",
            Assert.Throws<ArgumentException>(() => new WindowBlock<Float64>(Shape).Load([guess], [none, none])).Message);
        Assert.Equal("2 first guesses and 2 observation sets; a block holds 1 to 1",
            Assert.Throws<ArgumentException>(() => new WindowBlock<Float64>(Shape).Load([guess, guess], [none, none])).Message);
    }

    private static WindowBlock<Float64> Block(double[] firstGuess)
    {
        var windows = new WindowBlock<Float64>(Shape);
        windows.Load([firstGuess], [ObservationSet.Empty(Shape.Size)]);
        return windows;
    }

    private static MapEstimator<Float64> Estimate(double x0, double x1)
    {
        var estimate = new MapEstimator<Float64>(Shape);
        (estimate.Mean[0], estimate.Mean[1]) = (Float64.Of(x0), Float64.Of(x1));
        return estimate;
    }
}
