using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Streaming;

public class ForecastTailTests
{
    private const int Newest = 4;
    private static readonly Prior Prior = LinearStream.Prior;
    private static readonly int Size = LinearStream.Size;

    [Fact]
    public void Where_the_system_is_linear_it_is_the_forecast_of_the_Kalman_filter()
    {
        var minimum = Minimum(level: 0.5, variance: 0.04);
        var (mean, deviation) = Tail(new EvidenceMixture([minimum]));
        var (state, physics) = (Prior.Normalization.ToPhysical(minimum.StateAt(Newest), Newest), new PhysicalForecast(LinearStream.Model));
        for (var step = Newest + 1; step < Prior.Shape.Steps; step++)
        {
            state = physics.Next(state);
            var expected = Prior.Normalization.Normalized(state, step);
            for (var i = 0; i < Size; i++)
            {
                // Sixty-four members: standard errors of an eighth of the deviation and of a twelfth of it.
                var spread = Math.Sqrt(expected.Covariance[i, i]);
                Assert.Equal(expected.Mean[i], mean[step * Size + i], 0.5 * spread);
                Assert.InRange(deviation[step * Size + i], 0.7 * spread, 1.3 * spread);
            }
        }
    }

    [Fact]
    public void Steps_up_to_the_newest_observation_stay_and_the_last_covariance_is_that_of_the_deviation()
    {
        var mixture = new EvidenceMixture([Minimum(0.5, 0.04), Minimum(-0.5, 0.04)]);
        var (mean, deviation) = ((double[])mixture.Mean.Clone(), (double[])mixture.StandardDeviation.Clone());
        var last = new ForecastTail(Prior, new WindowPreparation(Prior, TestWindows.OperatorOf(Prior)))
            .Replace(mixture, Newest, mean, deviation);
        Assert.Equal(mixture.Mean[..((Newest + 1) * Size)], mean[..((Newest + 1) * Size)]);
        Assert.NotEqual(mixture.Mean[((Newest + 1) * Size)..], mean[((Newest + 1) * Size)..]);
        Vectors.AssertClose([.. deviation[^Size..].Select(value => value * value)], [.. last.Covariance.Diagonal()], 1e-12);
    }

    private static (double[] Mean, double[] Deviation) Tail(EvidenceMixture mixture)
    {
        var (mean, deviation) = ((double[])mixture.Mean.Clone(), (double[])mixture.StandardDeviation.Clone());
        new ForecastTail(Prior, new WindowPreparation(Prior, TestWindows.OperatorOf(Prior))).Replace(mixture, Newest, mean, deviation);
        return (mean, deviation);
    }

    private static RefinedWindow Minimum(double level, double variance)
    {
        var covariances = new double[Prior.Shape.Size * Size];
        for (var element = 0; element < covariances.Length; element++)
            if (element / Size % Size == element % Size) covariances[element] = variance;
        double[] mean = [.. Enumerable.Repeat(level, Prior.Shape.Size)];
        return new RefinedWindow(mean, [.. mean.Select(_ => Math.Sqrt(variance))], 0, 0, 1, null, covariances, []);
    }
}
