using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Priors;

public class PrecisionFactorTests
{
    private const int Size = 7, HalfBandwidth = 4, Stored = Size * (HalfBandwidth + 1);
    private static readonly PrecisionFactor Parameters = new(LowestLog10: -2, HighestLog10: 4, InitialDiagonal: 3);

    // What any network may say, and far beyond.
    private static readonly Gen<double[]> AnyOutput = Gen.OneOf(
        Gen.Double[-10, 10], Gen.OneOf(0, 1e3, -1e3, 1e20, -1e20, 1e30, -1e30)).Array[Stored];

    private static readonly Gen<double[]> Outputs = Gen.Double[-4, 4].Array[Stored];

    [Fact]
    public void Precision_is_positive_definite_whatever_the_network_says() => AnyOutput.Sample(raw =>
    {
        var lower = Dense.Lower(Factor<Float64>(raw), 0);
        var precision = lower * lower.Transpose();
        for (var j = 0; j < Size; j++) precision[j, j] += PrecisionFactor.Floor;
        // Rounding of an eigenvalue is that of the norm, here below 1e4 · (1 + 4 · 9) · 7.
        Assert.True(precision.Evd().EigenValues.Min(value => value.Real) >= PrecisionFactor.Floor - 1e-8);
    });

    [Fact]
    public void Factor_is_finite_and_bounded_in_float32_too() => AnyOutput.Sample(raw =>
    {
        var factor = Factor<Float32x8>(raw);
        for (var j = 0; j < Size; j++)
        {
            var column = Vectors.Lane<Float32x8>(factor.Column(j));
            Assert.InRange(column[0], 0.1 * (1 - 1e-6), 100 * (1 + 1e-6));   // √D from 10⁻¹ to 10²
            foreach (var element in column[1..])
                Assert.InRange(Math.Abs(element), 0, PrecisionFactor.LargestRatio * column[0] * (1 + 1e-6));
        }
    });

    [Fact]
    public void Output_zero_gives_the_initial_diagonal_and_nothing_beside_it()
    {
        var lower = Dense.Lower(Factor<Float64>(new double[Stored]), 0);
        for (var i = 0; i < Size; i++)
            for (var j = 0; j <= i; j++) Assert.Equal(i == j ? 3 : 0, lower[i, j], 1e-14);
    }

    [Fact]
    public void Back_propagation_equals_finite_differences() => Gen.Select(Outputs, Outputs).Sample((raw, weights) =>
    {
        const double Step = 1e-5;   // truncation h² ~ 1e-10 of the gradient, rounding 1e-16 / h of the values
        double Value(double[] r) => Elements(Factor<Float64>(r)).Dot(weights);
        var factor = Factor<Float64>(raw);
        var gradient = new BandMatrix<Float64>(Size, HalfBandwidth);
        for (var i = 0; i < Stored; i++) gradient.Elements[i] = Float64.Of(weights[i]);
        Parameters.BackPropagate<Float64>(Vectors.ToLanes<Float64>(raw), factor, gradient);
        for (var j = 0; j < Size; j++)
        {
            for (var k = 0; k <= factor.Reach(j); k++)
            {
                var shifted = (double[])raw.Clone();
                shifted[j * (HalfBandwidth + 1) + k] = raw[j * (HalfBandwidth + 1) + k] + Step;
                var above = Value(shifted);
                shifted[j * (HalfBandwidth + 1) + k] -= 2 * Step;
                var expected = (above - Value(shifted)) / (2 * Step);
                Assert.Equal(expected, gradient[j + k, j].Get(0), 1e-6 * (1 + Math.Abs(expected)));
            }
        }
    });

    private static BandMatrix<V> Factor<V>(double[] raw) where V : struct, ILane<V>
    {
        var factor = new BandMatrix<V>(Size, HalfBandwidth);
        Parameters.Fill<V>(Vectors.ToLanes<V>(raw), factor);
        return factor;
    }

    private static double[] Elements(BandMatrix<Float64> matrix) => Vectors.Lane<Float64>(matrix.Elements);
}
