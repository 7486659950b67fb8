using NeuralDA.Cli.Training;

namespace NeuralDA.Tests.Cli.Training;

public class LossChartTests
{
    [Fact]
    public void Falling_loss_falls_from_the_top_left_to_the_bottom_right() =>
        Assert.Equal(["        3│•", "         │ •", "        1│  •"], LossChart.Draw([3, 2, 1], width: 10, height: 3));

    [Fact]
    public void Steps_beyond_the_columns_are_averaged_and_skipped_ones_left_out() =>
        Assert.Equal(["        4│•", "        1│ •"], LossChart.Draw([5, 3, float.NaN, 1], width: 2, height: 2));

    [Fact]
    public void Nothing_is_drawn_before_the_first_loss() => Assert.Empty(LossChart.Draw([float.NaN], width: 2, height: 2));
}
