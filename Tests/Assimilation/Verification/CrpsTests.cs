using CsCheck;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Tests.Assimilation.Verification;

public class CrpsTests
{
    [Fact]
    public void Equals_the_integral_of_its_definition() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[0.1, 3]).Sample((error, deviation) =>
        {
            // ∫ (F(x) − 1{x ≥ truth})² dx with the truth at zero; beyond 10 deviations the integrand is below 1e-40.
            double Below(double x) => Math.Pow(Normal.CDF(error, deviation, x), 2);
            double Above(double x) => Math.Pow(1 - Normal.CDF(error, deviation, x), 2);
            var (low, high) = (Math.Min(0, error) - 10 * deviation, Math.Max(0, error) + 10 * deviation);
            var integral = GaussLegendreRule.Integrate(Below, low, 0, 128) + GaussLegendreRule.Integrate(Above, 0, high, 128);
            Assert.Equal(integral, Crps.OfGaussian(error, deviation), 1e-9);
        });

    [Fact]
    public void Prediction_without_spread_scores_its_absolute_error() => Assert.Equal(1.5, Crps.OfGaussian(-1.5, 0));

    [Fact]
    public void True_standard_deviation_scores_best()
    {
        // For errors N(0, 1) the expected score of N(0, σ²) is smallest at σ = 1, where it is 1/√π.
        static double Expected(double deviation) =>
            GaussLegendreRule.Integrate(error => Normal.PDF(0, 1, error) * Crps.OfGaussian(error, deviation), -10, 10, 256);
        Assert.Equal(1 / Math.Sqrt(Math.PI), Expected(1), 1e-9);
        Assert.True(Expected(1) < Expected(0.9) && Expected(1) < Expected(1.1));
    }
}
