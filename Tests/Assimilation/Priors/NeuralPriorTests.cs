using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Priors;

public class NeuralPriorTests
{
    [Fact]
    public void Lanes_agree_with_the_scalar_reference()
    {
        foreach (var prior in TestPriors.All)
        {
            AssertAgree<Float64Lanes>(prior, 1e-12);
            AssertAgree<Float32>(prior, 1e-4);   // 6e-8 a rounding, over four layers and the factor
            AssertAgree<Float32x4>(prior, 1e-4);
            AssertAgree<Float32x8>(prior, 1e-4);
            AssertAgree<Float32x16>(prior, 1e-4);
            AssertAgree<Pair<Float32x16>>(prior, 1e-4);
        }
    }

    [Fact]
    public void Mean_is_the_networks_output_without_a_linear_term()
    {
        var prior = TestPriors.Lorenz63;
        Iterates<Float64>(prior).Sample(iterate =>
        {
            var mean = new Float64[prior.Shape.Size];
            ((DenseNetworks)prior.Networks).At(1).Mean.Apply<Float64>(iterate, mean, new Float64[16]);
            var gaussian = prior.Networks.Model<Float64>(prior.Shape).At(iterate, level: 1);
            Assert.Equal(Vectors.Lane<Float64>(mean), Vectors.Lane<Float64>(gaussian.Center));
            Assert.All(gaussian.Gradient.Span.ToArray(), b => Assert.Equal(0, b.Get(0)));
        }, iter: 10);
    }

    [Fact]
    public void Levels_have_networks_of_their_own_or_are_told_the_temperature()
    {
        foreach (var prior in new[] { TestPriors.Lorenz63, TestPriors.SharedNetworks })
        {
            var (model, iterate) = (prior.Networks.Model<Float64>(prior.Shape), new Float64[prior.Shape.Size]);
            var means = Enumerable.Range(0, prior.Networks.Levels)
                .Select(level => Vectors.Lane<Float64>(model.At(iterate, level).Center)).ToArray();
            Assert.Equal(prior == TestPriors.Lorenz63 ? 2 : 4, means.Length);
            for (var k = 1; k < means.Length; k++) Assert.True(means[k].Minus(means[k - 1]).Norm() > 1e-3);
        }
    }

    private static void AssertAgree<V>(Prior prior, double tolerance) where V : struct, ILane<V> =>
        Iterates<V>(prior).Sample(iterates =>
        {
            var model = prior.Networks.Model<V>(prior.Shape);
            var reference = prior.Networks.Model<Float64>(prior.Shape);
            for (var level = 0; level < prior.Networks.Levels; level++)
            {
                var actual = model.At(iterates, level);
                for (var lane = 0; lane < V.Count; lane++)
                {
                    var expected = reference.At(Vectors.ToLanes<Float64>(Vectors.Lane<V>(iterates, lane)), level);
                    Vectors.AssertClose(
                        Vectors.Lane<Float64>(expected.Center), Vectors.Lane<V>(actual.Center, lane), tolerance);
                    Vectors.AssertClose(Vectors.Lane<Float64>(Band(expected)), Vectors.Lane<V>(Band(actual), lane), tolerance);
                }
            }
        }, iter: 10);

    private static Span<V> Band<V>(GaussianPrior<V> prior) where V : struct, ILane<V> =>
        (prior.PrecisionRoot?.Columns ?? prior.CovarianceRoot ?? prior.Precision).Elements;

    private static Gen<V[]> Iterates<V>(Prior prior) where V : struct, ILane<V> => BandMatrices.Blocks<V>(prior.Shape.Size);
}
