using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Priors;

public class MarkovBackgroundTests
{
    private static readonly ClimatologicalPrior Climatology = TestSettings.Lorenz63Climatology.Prior;
    private static readonly MarkovBackground Background = MarkovBackground.Of(Climatology, components: 3);

    [Fact]
    public void States_and_neighbouring_states_have_the_covariances_of_climatology()
    {
        var pair = Background.Over(steps: 2).Covariance;
        var mean = Enumerable.Range(0, 31).Select(t => Climatology.Covariance.SubMatrix(3 * t, 6, 3 * t, 6))
            .Aggregate((sum, each) => sum + each) / 31;
        // 2000 windows, whose own covariances are off by 1 / √2000 and whose steps do not agree better than that.
        Assert.Equal(0, (mean - pair).FrobeniusNorm() / mean.FrobeniusNorm(), 0.05);
        Assert.Equal(0, (pair.SubMatrix(0, 3, 0, 3) - pair.SubMatrix(3, 3, 3, 3)).FrobeniusNorm(), 1e-9);
    }

    [Fact]
    public void Process_without_noise_is_refused()
    {
        var still = new ClimatologicalPrior(new double[2], Matrix<double>.Build.Dense(2, 2, 1));
        Assert.Equal("states of the climatology follow each other without noise; a Markov process has some",
            Assert.Throws<ArgumentException>(() => MarkovBackground.Of(still, components: 1)).Message);
    }

    [Fact]
    public void Background_of_a_background_is_the_same()
    {
        var again = MarkovBackground.Of(Background.Over(steps: 12), components: 3).Over(steps: 7).Covariance;
        Assert.Equal(0, (Background.Over(steps: 7).Covariance - again).FrobeniusNorm(), 1e-9);
    }

    [Fact]
    public void Band_of_the_precision_is_the_inverse_of_the_covariance()
    {
        var shape = new WindowShape(Steps: 20, Components: 3);
        var precision = Background.Prior<Float64>(shape).Precision;
        var dense = Matrix<double>.Build.Dense(60, 60, (i, j) => Math.Abs(i - j) <= shape.HalfBandwidth ? precision[i, j].Get(0) : 0);
        // Conditions of a few hundred times the rounding of a product of 60 terms.
        var identity = dense * Background.Over(20).Covariance;
        Assert.Equal(0, (identity - Matrix<double>.Build.DenseIdentity(60)).FrobeniusNorm(), 1e-8);
    }

    [Fact]
    public void First_guess_by_the_band_equals_the_dense_one()
    {
        var shape = TestSettings.Lorenz63.Shape;
        foreach (var window in TestWindows.Lorenz63("R4", count: 5))
        {
            var observe = new PointObservationOperator(shape, TestSettings.Lorenz63.Normalization, [0.01, 0.01, 0.01]);
            var set = observe.Observe(window.Observations);
            var (information, map) = (new ObservationInformation<Float64>(shape), new MapEstimator<Float64>(shape));
            set.AddTo(information, lane: 0, new double[shape.Size]);
            map.Solve(Background.Prior<Float64>(shape), information, damping: Float64.Of(0));
            Vectors.AssertClose(Background.Over(shape.Steps).FirstGuess(set).Mean, Vectors.Lane<Float64>(map.Mean), 1e-8);
        }
    }
}
