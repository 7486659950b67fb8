using CsCheck;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Tests.Grains.Windows;

public class BurstTests
{
    [Fact]
    public void Up_to_the_limit_all_are_used_as_they_are()
    {
        PointObservation[] points = [At(1.0, 5), At(1.2, 6), At(1.9, 7), At(2.0, 8)];
        Assert.Equal(points, Merge(points, 3).Select(burst => burst.Point));
        Assert.All(Merge(points, 3), burst => Assert.Equal(1, burst.Share));
    }

    [Fact]
    public void A_burst_becomes_its_median_that_counts_as_the_limit()
    {
        var burst = Assert.Single(Merge([At(1.0, 5), At(1.2, 6), At(1.4, 7), At(1.6, 8), At(1.8, 1e9)], 2));
        Assert.Equal((1.4, 7, 0.4), (burst.Point.Step, burst.Point.Value, burst.Share));
        Assert.Equal(0.5 / Math.Sqrt(2), burst.Point.ErrorStandardDeviation, 1e-15);
        Assert.Equal(6.5, Assert.Single(Merge([At(1.0, 5), At(1.2, 6), At(1.4, 7), At(1.6, 8)], 2)).Point.Value);
    }

    [Fact]
    public void Components_and_steps_are_bursts_of_their_own() => Assert.Equal(
        4, Merge([At(1.0, 1), At(1.5, 1, component: 1), At(1.6, 1), At(2.0, 1)], 1).Sum(burst => burst.Members.Length));

    [Fact]
    public void No_limit_merges_nothing() =>
        Assert.Equal(50, Merge([.. Enumerable.Range(0, 50).Select(i => At(1 + i / 50.0, i))], 0).Count);

    [Fact]
    public void Every_observation_is_in_exactly_one_burst_and_a_step_counts_as_its_limit_at_most() =>
        Gen.Select(Gen.Select(Gen.Double[0, 8], Gen.Int[0, 1]).Array[0, 60], Gen.Int[1, 5]).Sample((draws, limit) =>
        {
            PointObservation[] points = [.. draws.OrderBy(draw => draw.Item1).Select((draw, i) => At(draw.Item1, i, draw.Item2))];
            var bursts = Merge(points, limit);
            Assert.Equal(Enumerable.Range(0, points.Length), bursts.SelectMany(burst => burst.Members).Order());
            foreach (var step in bursts.GroupBy(burst => (Math.Floor(burst.Point.Step), burst.Point.Component)))
                Assert.InRange(step.Sum(burst => burst.Share * burst.Members.Length), 0, limit + 1e-9);
        });

    private static List<Burst> Merge(PointObservation[] points, int limit) =>
        Burst.Merge(points, Enumerable.Range(0, points.Length), limit);

    private static PointObservation At(double step, double value, int component = 0) => new(step, component, value, 0.5);
}
