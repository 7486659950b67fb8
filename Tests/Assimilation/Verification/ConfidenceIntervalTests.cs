using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Tests.Assimilation.Verification;

public class ConfidenceIntervalTests
{
    [Fact]
    public void Covers_the_true_mean_in_about_95_percent_of_samples()
    {
        const int Samples = 400;
        var covered = Enumerable.Range(0, Samples).Count(sample =>
        {
            var (values, random) = (Gaussians(100, (ulong)sample), new RandomSource(1, (ulong)sample));
            var interval = ConfidenceInterval.OfMean(values, random, draws: 400);
            return interval.Low <= 0 && 0 <= interval.High;
        });
        Assert.InRange(covered / (double)Samples, 0.95 - 0.04, 0.95 + 0.04);   // ± 3.5 binomial standard deviations
    }

    [Fact]
    public void Has_the_width_of_the_normal_approximation()
    {
        var interval = ConfidenceInterval.OfMean(Gaussians(2000, 7), new RandomSource(8));
        Assert.Equal(2 * 1.96 / Math.Sqrt(2000), interval.High - interval.Low, 0.01);
    }

    [Fact]
    public void Same_seed_gives_the_same_interval() => Assert.Equal(
        ConfidenceInterval.OfMean(Gaussians(50, 1), new RandomSource(2)),
        ConfidenceInterval.OfMean(Gaussians(50, 1), new RandomSource(2)));

    [Fact]
    public void Single_value_is_its_own_interval() =>
        Assert.Equal(new ConfidenceInterval(3, 3), ConfidenceInterval.OfMean([3], new RandomSource(0)));

    [Fact]
    public void No_values_are_refused() => Assert.StartsWith(
        "The mean of no values has no interval; expected at least one.",
        Assert.Throws<ArgumentException>(() => ConfidenceInterval.OfMean([], new RandomSource(0))).Message);

    private static double[] Gaussians(int count, ulong seed)
    {
        var random = new RandomSource(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }
}
