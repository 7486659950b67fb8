using CsCheck;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Tests.Assimilation.Observations;

public class PointObservationOperatorTests
{
    private static readonly WindowShape Shape = new(Steps: 5, Components: 2);

    // Another mean and unit for each element, so that a row that mixes them up shows.
    private static readonly Normalization Units = new(
        [.. Enumerable.Range(0, Shape.Size).Select(i => 3.0 - i)], [.. Enumerable.Range(0, Shape.Size).Select(i => 0.5 + i)]);

    private static readonly PointObservationOperator Operator = new(Shape, Units, [0.04, 0.09]);

    [Fact]
    public void Departure_is_the_value_minus_the_interpolated_trajectory() =>
        Gen.Select(Gen.Double[0, 4.999], Gen.Int[0, 1], Gen.Double[-9, 9], Gen.Double[-9, 9].Array[Shape.Size]).Sample(
            (step, component, value, trajectory) =>
            {
                var t = Math.Min((int)step, Shape.Steps - 2);
                double At(int s) => trajectory[s * Shape.Components + component];
                var expected = value - (At(t) + (step - t) * (At(t + 1) - At(t)));

                var observation = new PointObservation(step, component, value, 1);
                var normalized = (double[])trajectory.Clone();
                Units.Normalize(normalized);
                var departure = Operator.Observe([observation]).Departures(normalized)[0] * Operator.Scale(observation);
                // Snapping to the grid moves a time by less than 1e-6 steps, a value by less than 18 times that.
                Assert.Equal(expected, departure, 2e-5);
            });

    [Theory, InlineData(3), InlineData(3 - 1e-7), InlineData(3 + 1e-7)]
    public void Time_at_a_step_touches_that_step_alone(double step)
    {
        var rows = Operator.Observe([new(step, 1, 0, 1)]).Operator.Linearize([]);
        Assert.Equal([3 * 2 + 1], rows.Columns(0).ToArray());
        Assert.Equal([1.0], rows.Weights(0).ToArray());
    }

    [Fact]
    public void Time_after_the_last_step_extrapolates_the_last_two()
    {
        var rows = Operator.Observe([new(4.5, 0, 0, 1)]).Operator.Linearize([]);
        Assert.Equal([6, 8], rows.Columns(0).ToArray());
        Assert.Equal([-0.5, 1.5 * Units.StandardDeviation[8] / Units.StandardDeviation[6]], rows.Weights(0).ToArray());
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2.5, 1)]
    [InlineData(2.25, 0.75 * 0.75)]   // a parabola misses its chord by 4 α (1 − α) of what it misses half-way
    [InlineData(4.5, 9)]              // 4 · 1.5 · 0.5 = 3
    public void Interpolation_adds_its_representativeness_error(double step, double share)
    {
        var scale = Units.StandardDeviation[(int)Math.Min(step, 3) * 2 + 1];
        var variance = Operator.Observe([new(step, 1, 0, 0.3)]).ErrorVariances[0];
        Assert.Equal(0.3 * 0.3 / (scale * scale) + share * 0.09, variance, 1e-14);
    }

    [Fact]
    public void No_observations_make_an_empty_set() => Assert.Equal(0, Operator.Observe([]).Count);

    [Theory]
    [InlineData(-0.1, 0, 0, 1, "an observation at step -0.1 is outside the window's 0 .. 5")]
    [InlineData(5, 0, 0, 1, "an observation at step 5 is outside the window's 0 .. 5")]
    [InlineData(double.NaN, 0, 0, 1, "an observation at step NaN is outside the window's 0 .. 5")]
    [InlineData(0, 2, 0, 1, "an observation of component 2; the system has 2")]
    [InlineData(0, -1, 0, 1, "an observation of component -1; the system has 2")]
    [InlineData(0, 0, double.NaN, 1, "an observation of value NaN; expected a finite number")]
    [InlineData(0, 0, 0, 0, "an observation error of 0; expected a positive, finite standard deviation")]
    [InlineData(0, 0, 0, -1, "an observation error of -1; expected a positive, finite standard deviation")]
    [InlineData(0, 0, 0, double.NaN, "an observation error of NaN; expected a positive, finite standard deviation")]
    public void Observation_out_of_range_is_refused(double step, int component, double value, double error, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(
            () => Operator.Observe([new(step, component, value, error)])).Message);
}
