using NeuralDA.Grains.Windows;

namespace NeuralDA.Tests.Grains.Windows;

public class WindowGridTests
{
    private static readonly WindowGrid Grid = new(Origin: 10, TimeStep: 0.025, Steps: 32, Shift: 8);

    [Fact]
    public void Decimal_times_fall_on_the_step_they_mean() =>
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (double)i), Enumerable.Range(0, 1000).Select(i => Grid.StepAt(10 + 0.025 * i)));

    [Fact]
    public void A_time_between_steps_stays_between() => Assert.Equal(1.5, Grid.StepAt(10.0375), 1e-9);

    [Theory]
    [InlineData(0.0, 0, 0)]
    [InlineData(31.999, 0, 3)]
    [InlineData(32.0, 1, 4)]
    [InlineData(40.0, 2, 5)]
    public void A_window_contains_its_begin_and_not_its_end(double step, long first, long last)
    {
        Assert.Equal((first, last), (Grid.FirstEndingAfter(step), Grid.LastBeginningBy(step)));
        Assert.True(Grid.EndOf(first) > step && Grid.BeginOf(last) <= step);
    }

    [Fact]
    public void Every_step_lies_in_T_over_S_windows()
    {
        for (var step = 32.0; step < 200; step += 0.37)
            Assert.Equal(32 / 8, Grid.LastBeginningBy(step) - Grid.FirstEndingAfter(step) + 1);
    }
}
