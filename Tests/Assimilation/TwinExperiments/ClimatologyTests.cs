using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.TwinExperiments;

public class ClimatologyTests
{
    private static readonly Climatology Climatology = TestSettings.Lorenz63Climatology;

    [Fact]
    public void Windows_have_unit_variance_in_the_settings_units()
    {
        // 2000 windows along 20 chains: neighbours remember each other for about one window, so 5 % is three standard errors.
        var variances = Climatology.Prior.Covariance.Diagonal();
        Assert.All(variances, variance => Assert.Equal(1, variance, 0.15));
        Assert.Equal(1, variances.Average(), 0.05);
    }

    [Fact]
    public void Covariance_is_symmetric_and_positive_definite()
    {
        Assert.True(Climatology.Prior.Covariance.IsSymmetric());
        Assert.True(Climatology.Prior.Covariance.Evd().EigenValues.All(value => value.Real > 0));
    }

    [Fact]
    public void Neighbouring_steps_are_more_alike_than_distant_ones()
    {
        var covariance = Climatology.Prior.Covariance;
        Assert.True(covariance[0, 3] > 0.95 && covariance[0, 3] > covariance[0, 30]);
    }

    [Fact]
    public void Representativeness_is_small_and_largest_for_the_fastest_component()
    {
        // A chord misses an arc of curvature u'' by h² u'' / 8, model noise half-way by √(3/4 · 0.025).
        Assert.All(Climatology.Representativeness, variance => Assert.InRange(variance, 1e-5, 5e-3));
    }

    [Fact]
    public void Same_seed_gives_the_same_climatology() => Assert.Equal(
        Climatology.Prior.Covariance, Climatology.Estimate(TestSettings.Lorenz63, windows: 2000, seed: 1).Prior.Covariance);

    [Fact]
    public void Linear_background_follows_the_linearised_step()
    {
        var setting = TwinExperimentCatalogue.Find("blanke2024-pendulum-print");
        var covariance = Climatology.Estimate(setting, windows: 10, seed: 1).Prior.Covariance;
        Matrix<double> Block(int s, int t) => covariance.SubMatrix(2 * s, 2, 2 * t, 2);

        // At rest q' = p, p' = −2 q − 0.1 p; a Runge-Kutta step is the exponential series up to the fourth power.
        var a = 0.1 * Matrix<double>.Build.DenseOfArray(new[,] { { 0, 1 }, { -2, -0.1 } });
        var identity = Matrix<double>.Build.DenseIdentity(2);
        var step = identity + a * (identity + a / 2 * (identity + a / 3 * (identity + a / 4)));
        AssertEqual(Matrix<double>.Build.DenseOfDiagonalArray([.. setting.Start.Variances]), Block(0, 0));
        for (var t = 0; t + 1 < setting.Shape.Steps; t++)
        {
            AssertEqual(step * Block(t, t), Block(t + 1, t));
            AssertEqual(step * Block(t, t) * step.Transpose() + 0.01 * identity, Block(t + 1, t + 1));
            AssertEqual(step * Block(t, 0), Block(t + 1, 0));
            AssertEqual(Block(t, 0).Transpose(), Block(0, t));
        }
    }

    private static void AssertEqual(Matrix<double> expected, Matrix<double> actual) =>
        Assert.True((expected - actual).FrobeniusNorm() <= 1e-12 * (1 + expected.FrobeniusNorm()));
}
