using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Training.Layers;
using NeuralDA.Tests.Support;
using static TorchSharp.torch;

namespace NeuralDA.Tests.Assimilation.Networks;

public class ResidualNetworksInFloat64 : ResidualNetworkContract<Float64>;

public class ResidualNetworksInFloat64Lanes : ResidualNetworkContract<Float64Lanes>;

public class ResidualNetworksInFloat32 : ResidualNetworkContract<Float32>;

public class ResidualNetworksInFloat32VectorsOf128Bits : ResidualNetworkContract<Float32x4>;

public class ResidualNetworksInFloat32VectorsOf256Bits : ResidualNetworkContract<Float32x8>;

public class ResidualNetworksInFloat32VectorsOf512Bits : ResidualNetworkContract<Float32x16>;

public class ResidualNetworksInTwoFloat32Vectors : ResidualNetworkContract<Pair<Float32x4>>;

/// <summary>The vector code of networks equals plain loops and Torch, in each lane on its own.</summary>
public abstract class ResidualNetworkContract<V> where V : struct, ILane<V>
{
    // Sizes on both sides of multiples of the inner loops' tiles of six and four and panels of 48 outputs, and of their 128 inputs.
    private static readonly Gen<int> Size = Gen.Frequency((9, Gen.Int[1, 20]), (1, Gen.Int[30, 140]));

    private static readonly Gen<(PlainLayer[] Layers, V[] Input)> Networks =
        from inputs in Size
        from width in Size
        from outputs in Size
        from hidden in Gen.Int[0, 3]
        from first in PlainLayer.Of(inputs, width)
        from middle in PlainLayer.Of(width, width).Array[hidden]
        from last in PlainLayer.Of(width, outputs)
        from input in BandMatrices.Blocks<V>(inputs)
        select ((PlainLayer[])[first, .. middle, last], input);

    [Fact]
    public void Dense_layer_equals_the_plain_loop() => Networks.Sample((layers, input) =>
    {
        var output = new V[layers[0].Bias.Length];
        layers[0].Pack().Apply<V>(input, output);
        AssertEqual(layers[0].Apply, layers, input, output);
    });

    [Fact]
    public void Part_of_a_dense_layer_is_that_part_of_the_whole_bit_for_bit() =>
        Gen.Select(Networks, Gen.Double[0, 1], Gen.Double[0, 1]).Sample((network, from, part) =>
        {
            var (layer, size) = (network.Layers[0].Pack(), network.Layers[0].Bias.Length);
            var first = (int)(from * size);
            V[] whole = new V[size], some = new V[(int)(part * (size - first))];
            layer.Apply<V>(network.Input, whole);
            layer.Apply<V>(network.Input, some, first);
            for (var lane = 0; lane < V.Count; lane++)
                Assert.Equal(Vectors.Lane<V>(whole, lane)[first..(first + some.Length)], Vectors.Lane<V>(some, lane));
        });

    [Fact]
    public void Network_equals_the_plain_loop() => Networks.Sample((layers, input) =>
        AssertEqual(x => PlainLayer.Residual(layers, x), layers, input, Apply(layers, input)));

    [Fact]
    public void Network_equals_torch() => Networks.Sample((layers, input) =>
        AssertEqual(x => InTorch(layers, x), layers, input, Apply(layers, input)), iter: 30);

    private static V[] Apply(PlainLayer[] layers, V[] input)
    {
        var network = new ResidualNetwork([.. layers.Select(layer => layer.Pack())]);
        Assert.Equal((layers[0].Inputs, layers[0].Bias.Length, layers[^1].Bias.Length),
            (network.Inputs, network.Width, network.Outputs));
        var output = new V[network.Outputs];
        network.Apply<V>(input, output, new V[2 * network.Width]);
        return output;
    }

    private static void AssertEqual(Func<double[], double[]> expected, PlainLayer[] layers, V[] input, V[] output)
    {
        // Each of up to five layers sums up to 141 terms, and may pass on the rounding of those before amplified by its norm.
        var tolerance = 141 * Dense.Roundoff<V>() * layers.Aggregate(1.0, (product, layer) => product * (1 + layer.Norm));
        for (var lane = 0; lane < V.Count; lane++)
            Vectors.AssertClose(expected(Vectors.Lane<V>(input, lane)), Vectors.Lane<V>(output, lane), tolerance);
    }

    private static double[] InTorch(PlainLayer[] layers, double[] input)
    {
        using var scope = NewDisposeScope();
        Tensor Affine(PlainLayer layer, Tensor x) => nn.functional.linear(
            x, tensor(layer.Weight).to(float64).view(layer.Bias.Length, layer.Inputs), tensor(layer.Bias).to(float64));
        var hidden = nn.functional.silu(Affine(layers[0], tensor(input)));
        foreach (var layer in layers[1..^1]) hidden = hidden.Plus(nn.functional.silu(Affine(layer, hidden)));
        return [.. Affine(layers[^1], hidden).data<double>()];
    }
}

/// <summary>An affine layer as two loops.</summary>
internal sealed record PlainLayer(int Inputs, float[] Weight, float[] Bias)
{
    /// <summary>A bound of the layer's norm: that of Frobenius.</summary>
    public double Norm => Math.Sqrt(Weight.Sum(w => (double)w * w));

    public static Gen<PlainLayer> Of(int inputs, int outputs) => Gen.Select(
        Gen.Float[-1, 1].Array[inputs * outputs], Gen.Float[-1, 1].Array[outputs]).Select(
        (weight, bias) => new PlainLayer(inputs, weight, bias));

    public static double[] Residual(PlainLayer[] layers, double[] input)
    {
        var hidden = Array.ConvertAll(layers[0].Apply(input), Silu);
        foreach (var layer in layers[1..^1]) hidden = hidden.Plus(1, Array.ConvertAll(layer.Apply(hidden), Silu));
        return layers[^1].Apply(hidden);
    }

    public DenseLayer Pack() => new(Weight, Bias);

    public double[] Apply(double[] input)
    {
        var output = new double[Bias.Length];
        for (var o = 0; o < output.Length; o++)
        {
            output[o] = Bias[o];
            for (var i = 0; i < Inputs; i++) output[o] += Weight[o * Inputs + i] * input[i];
        }
        return output;
    }

    private static double Silu(double x) => x / (1 + Math.Exp(-x));
}
