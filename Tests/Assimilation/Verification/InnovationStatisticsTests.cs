using NeuralDA.Assimilation.TwinExperiments;
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

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(0.25, 1)]
    [InlineData(1, 3)]
    [InlineData(0.5, 2)]
    public void Wrong_variances_are_found_where_their_ratio_varies(double errorScale, double backgroundScale)
    {
        var found = Draw(errorScale, backgroundScale, random => 4 * random.NextUniform()).Desroziers();
        Assert.InRange(found.ErrorScale / errorScale, 0.8, 1.2);
        Assert.InRange(found.BackgroundScale / backgroundScale, 0.6, 1.6);
    }

    [Fact]
    public void Where_the_ratio_is_always_the_same_both_scales_come_out_equal()
    {
        var (error, background) = Draw(errorScale: 2, backgroundScale: 2, _ => 1).Desroziers();
        Assert.Equal(error, background, 1e-9);
        Assert.InRange(error / 2, 0.9, 1.1);
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
        InnovationStatistics one = Draw(1, 1, random => random.NextUniform()), other = new(one.Sums);
        one.Add(1, 2, 3);
        other.Add(1, 2, 3);
        Assert.Equal(one.Sums, other.Sums);
        Assert.Throws<ArgumentException>(() => new InnovationStatistics([1, 2, 3]));
    }

    [Fact]
    public void No_observations_have_no_statistics()
    {
        var statistics = new InnovationStatistics();
        Assert.Equal(0, statistics.Count);
        Assert.True(double.IsNaN(statistics.Bias) && double.IsNaN(statistics.Desroziers().ErrorScale));
    }

    [Fact]
    public void Variances_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InnovationStatistics().Add(0, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InnovationStatistics().Add(0, 1, 0));
    }

    // Assumed are an error variance of 1 and the ratio drawn; the true variances are scaled.
    private static InnovationStatistics Draw(double errorScale, double backgroundScale, Func<RandomSource, double> ratio)
    {
        var (statistics, random) = (new InnovationStatistics(), new RandomSource(5));
        for (var k = 0; k < 4000; k++)
        {
            var s = ratio(random);
            statistics.Add(Math.Sqrt(errorScale + backgroundScale * s) * random.NextGaussian(), s, 1);
        }
        return statistics;
    }
}
