using CsCheck;
using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Tests.Assimilation.Ensembles;

public class EstimateMixtureTests
{
    [Fact]
    public void Moments_are_those_of_the_mixture() => Gen.Select(
        Gen.Double[-3, 3].Array[4], Gen.Double[0.1, 2].Array[4], Gen.Double[0, 1]).Sample((means, deviations, weight) =>
    {
        WindowEstimate[] estimates = [Estimate(means[..2], deviations[..2]), Estimate(means[2..], deviations[2..])];
        var mixture = EstimateMixture.Of(estimates, [weight, 1 - weight]);
        for (var i = 0; i < 2; i++)
        {
            // E[x²] − E[x]², where the library adds the spread within and between.
            var mean = weight * means[i] + (1 - weight) * means[2 + i];
            var square = weight * (means[i] * means[i] + deviations[i] * deviations[i])
                + (1 - weight) * (means[2 + i] * means[2 + i] + deviations[2 + i] * deviations[2 + i]);
            Assert.Equal(mean, mixture.RefinedMean![i], 1e-12);
            Assert.Equal(Math.Sqrt(square - mean * mean), mixture.RefinedStandardDeviation![i], 1e-9);
            Assert.Equal(square - mean * mean, mixture.LastCovariance![3 * i], 1e-9);
            Assert.Equal((mixture.RefinedMean[i], mixture.RefinedStandardDeviation[i]), (mixture.Mean[i], mixture.StandardDeviation[i]));
        }
        var across = weight * means[0] * means[1] + (1 - weight) * means[2] * means[3]
            - mixture.Mean[0] * mixture.Mean[1];
        Assert.Equal(across, mixture.LastCovariance![1], 1e-9);
    });

    [Fact]
    public void One_estimate_stays_as_it_is()
    {
        var estimate = Estimate([1, 2], [3, 4]);
        Assert.Same(estimate, EstimateMixture.Of([estimate], [1]));
    }

    // A window of one step of two components.
    private static WindowEstimate Estimate(double[] mean, double[] deviation) => new()
    {
        Status = SolveStatus.Succeeded, FirstGuess = mean, Mean = mean, StandardDeviation = deviation, RefinedMean = mean,
        RefinedStandardDeviation = deviation, LastCovariance = [deviation[0] * deviation[0], 0, 0, deviation[1] * deviation[1]],
        Departures = [], CostBefore = 0, CostAfter = 0, ChiSquare = 0, DegreesOfFreedomForSignal = 0,
    };
}
