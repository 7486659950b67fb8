using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Tests.Assimilation.Verification;

public class InnovationStatisticsTests
{
    [Fact]
    public void Values_are_those_computed_by_hand()
    {
        var statistics = new InnovationStatistics();
        statistics.Add(oMinusB: 2, oMinusA: 1, backgroundVariance: 3, errorVariance: 1);
        statistics.Add(oMinusB: -3, oMinusA: -1, backgroundVariance: 1, errorVariance: 2);
        Assert.Equal(2, statistics.Count);
        Assert.Equal((4 / 4.0 + 9 / 3.0) / 2, statistics.ChiSquarePerObservation, 1e-15);
        Assert.Equal((2 + 3) / 2.0, statistics.DesroziersErrorVariance, 1e-15);
        Assert.Equal(1.5, statistics.AssumedErrorVariance, 1e-15);
    }

    [Theory, InlineData(0.5), InlineData(2)]
    public void Departures_of_an_optimal_scalar_analysis_are_consistent(double errorVariance)
    {
        const int Draws = 20000;
        var (statistics, random) = (new InnovationStatistics(), new RandomSource(5));
        for (var k = 0; k < Draws; k++)
        {
            var oMinusB = Math.Sqrt(1 + errorVariance) * random.NextGaussian();
            statistics.Add(oMinusB, oMinusB * errorVariance / (1 + errorVariance), backgroundVariance: 1, errorVariance);
        }
        var relative = 4 * Math.Sqrt(2.0 / Draws);   // four standard deviations of a mean square
        Assert.Equal(1, statistics.ChiSquarePerObservation, relative);
        Assert.Equal(1, statistics.DesroziersErrorVariance / errorVariance, relative);
    }

    [Fact]
    public void No_observations_have_no_statistics() => Assert.Equal(
        "There are no statistics: no observation was added.",
        Assert.Throws<InvalidOperationException>(() => new InnovationStatistics().ChiSquarePerObservation).Message);

    [Fact]
    public void Variances_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InnovationStatistics().Add(0, 0, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InnovationStatistics().Add(0, 0, 1, 0));
    }
}
