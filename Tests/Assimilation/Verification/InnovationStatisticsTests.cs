using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Tests.Assimilation.Verification;

public class InnovationStatisticsTests
{
    [Fact]
    public void Values_are_those_computed_by_hand()
    {
        var statistics = new InnovationStatistics();
        statistics.Add(departure: 2, predictionVariance: 3, errorVariance: 1);
        statistics.Add(departure: -3, predictionVariance: 1, errorVariance: 2);
        const double Old = 1 - 1.0 / InnovationStatistics.Memory;
        Assert.Equal(Old + 1, statistics.Count, 1e-15);
        Assert.Equal((2 * Old - 3) / (Old + 1), statistics.Bias, 1e-15);
        Assert.Equal(Math.Sqrt((4 * Old + 9) / (Old + 1)), statistics.RootMeanSquare, 1e-15);
        Assert.Equal(Math.Sqrt((4 * Old + 3) / (Old + 1)), statistics.Spread, 1e-15);
        Assert.Equal((1 * Old + 3) / (Old + 1), statistics.ChiSquarePerObservation, 1e-15);
    }

    [Fact]
    public void What_was_long_ago_is_forgotten()
    {
        var statistics = new InnovationStatistics();
        for (var i = 0; i < 1000; i++) statistics.Add(departure: 5, 1, 1);
        for (var i = 0; i < 12 * InnovationStatistics.Memory; i++) statistics.Add(departure: 1, 1, 1);
        Assert.Equal(1, statistics.Bias, 1e-4);   // the older weigh e⁻¹² by now
        Assert.Equal(InnovationStatistics.Memory, statistics.Count, InnovationStatistics.Memory * 1e-4);
    }

    [Fact]
    public void Stored_sums_go_on_as_if_nothing_had_happened()
    {
        var sums = new double[InnovationStatistics.Size];
        var whole = new InnovationStatistics();
        for (var i = 1; i < 10; i++)
        {
            whole.Add(departure: i, predictionVariance: i, errorVariance: 1);
            new InnovationStatistics(sums).Add(departure: i, predictionVariance: i, errorVariance: 1);
        }
        Assert.Equal(whole.Spread, new InnovationStatistics(sums).Spread);
        Assert.Equal(whole.Bias, new InnovationStatistics(sums).Bias);
        Assert.Throws<ArgumentException>(() => new InnovationStatistics([1, 2, 3]));
    }

    [Fact]
    public void No_observations_have_no_statistics()
    {
        var statistics = new InnovationStatistics();
        Assert.Equal(0, statistics.Count);
        Assert.True(double.IsNaN(statistics.Bias));
    }

    [Fact]
    public void Variances_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InnovationStatistics().Add(0, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InnovationStatistics().Add(0, 1, 0));
    }
}
