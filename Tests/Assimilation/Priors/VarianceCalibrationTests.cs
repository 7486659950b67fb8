using CsCheck;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Tests.Assimilation.Priors;

public class VarianceCalibrationTests
{
    private static readonly VarianceCalibration Calibration = new([0.01, 0.1, 1], [4, 1, 0.5]);

    [Theory]
    [InlineData(0.001, 4)]      // beyond the first bin
    [InlineData(0.01, 4)]
    [InlineData(0.0316227766016838, 2)]   // half-way between the bins, on both logarithmic axes
    [InlineData(0.1, 1)]
    [InlineData(1, 0.5)]
    [InlineData(100, 0.5)]      // beyond the last bin
    public void Factor_is_interpolated_between_bins(double variance, double factor) =>
        Assert.Equal(factor, Calibration.Factor(variance), 1e-12);

    [Fact]
    public void No_calibration_changes_nothing() =>
        Gen.Double[0, 1e6].Sample(variance => Assert.Equal(1, VarianceCalibration.None.Factor(variance)));

    [Fact]
    public void Fit_finds_the_factor_that_the_errors_have() => Gen.Double[0.1, 10].Sample(factor =>
    {
        var windows = Enumerable.Range(1, 100).Select(i => (Variance: i * 0.01, SquaredError: i * 0.01 * factor));
        var fit = VarianceCalibration.Fit([.. windows.Reverse()], bins: 5);
        Assert.Equal(5, fit.Variances.Count);
        Assert.Equal(fit.Variances.Order(), fit.Variances);
        foreach (var variance in new[] { 1e-3, 0.2, 0.55, 5 }) Assert.Equal(factor, fit.Factor(variance), 1e-12 * factor);
    });

    [Fact]
    public void Fit_sorts_windows_into_bins_of_equal_size()
    {
        var fit = VarianceCalibration.Fit([(4, 8), (1, 3), (2, 3), (3, 6)], bins: 2);
        Assert.Equal([1.5, 3.5], fit.Variances);
        Assert.Equal([3 / 1.5, 7 / 3.5], fit.Factors);
    }

    [Fact]
    public void Fewer_windows_than_bins_are_refused() => Assert.Equal("2 windows cannot fill 3 bins",
        Assert.Throws<ArgumentException>(() => VarianceCalibration.Fit([(1, 1), (2, 2)], bins: 3)).Message);
}
