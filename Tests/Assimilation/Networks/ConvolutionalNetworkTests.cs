using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training.Layers;
using NeuralDA.Tests.Support;
using static TorchSharp.torch;

namespace NeuralDA.Tests.Assimilation.Networks;

public class ConvolutionalNetworkTests
{
    private sealed record Convolution(LayerShape Shape, float[] Weight, float[] Bias)
    {
        public static Gen<Convolution> Of(int inputs, int outputs, int taps)
        {
            var shape = new LayerShape("layer", inputs, outputs, taps);
            return Gen.Select(Gen.Float[-1, 1].Array[shape.FanIn * outputs], Gen.Float[-1, 1].Array[outputs])
                .Select((weight, bias) => new Convolution(shape, weight, bias));
        }

        public DenseLayer Build() => Shape.Build(Shape.Cut([.. Weight, .. Bias]).ToDictionary());
    }

    private sealed record Case(Convolution[] Layers, int Taps, int Steps, double[] Input)
    {
        public ConvolutionalNetwork Build() => new([.. Layers.Select(layer => layer.Build())], Taps);
    }

    private static readonly Gen<Case> Cases =
        from inputs in Gen.Int[1, 4]
        from width in Gen.Int[1, 20]
        from outputs in Gen.Int[1, 20]
        from taps in Gen.Int[0, 2].Select(half => 2 * half + 1)
        from hidden in Gen.Int[0, 2]
        from steps in Gen.Int[1, 30]
        from first in Convolution.Of(inputs, width, taps)
        from middle in Convolution.Of(width, width, taps).Array[hidden]
        from last in Convolution.Of(width, outputs, 0)
        from input in Gen.Double[-1, 1].Array[steps * inputs]
        select new Case([first, .. middle, last], taps, steps, input);

    [Fact]
    public void Network_equals_torch() => Cases.Sample(each =>
    {
        // As for dense networks: rounding, amplified by the layers' norms.
        var tolerance = 141 * Dense.Roundoff<Float64>() * each.Layers.Aggregate(1.0, (product, layer) =>
            product * (1 + layer.Shape.FanIn * layer.Weight.Max(Math.Abs)));
        Vectors.AssertClose(InTorch(each), Vectors.Lane<Float64>(Apply<Float64>(each)), tolerance);
    }, iter: 50, threads: 1);

    [Fact]
    public void A_window_has_the_same_bits_in_every_lane_type() => Cases.Sample(each =>
    {
        var alone = Vectors.Lane<Float32>(Apply<Float32>(each));
        Assert.Equal(alone, Vectors.Lane<Float32x4>(Apply<Float32x4>(each), lane: 2));
        Assert.Equal(alone, Vectors.Lane<Pair<Pair<Float32x16>>>(Apply<Pair<Pair<Float32x16>>>(each), lane: 33));
    }, iter: 50);

    [Fact]
    public void A_step_depends_on_those_within_reach_only() => Cases.Sample(each =>
    {
        var (network, middle) = (each.Build(), each.Steps / 2);
        var changed = (double[])each.Input.Clone();
        for (var t = 0; t < each.Steps; t++)
            for (var i = 0; i < network.Inputs; i++)
                if (Math.Abs(t - middle) > network.Reach) changed[t * network.Inputs + i] += 1;
        var (before, after) = (Apply<Float64>(each), Apply<Float64>(each with { Input = changed }));
        var outputs = (middle * network.Outputs)..((middle + 1) * network.Outputs);
        Assert.Equal(Vectors.Lane<Float64>(before)[outputs], Vectors.Lane<Float64>(after)[outputs]);
    }, iter: 50);

    private static V[] Apply<V>(Case each) where V : struct, ILane<V>
    {
        var network = each.Build();
        var output = new V[each.Steps * network.Outputs];
        network.Apply<V>(Vectors.ToLanes<V>(each.Input), [], output, first: 0, new V[network.WorkSize(each.Steps)]);
        return output;
    }

    private static double[] InTorch(Case each)
    {
        using var scope = NewDisposeScope();
        Tensor Convolve(Convolution layer, Tensor x, long dilation)
        {
            var weight = tensor(layer.Weight).to(float64).view(layer.Shape.Outputs, layer.Shape.Inputs, -1);
            return nn.functional.conv1d(x, weight, tensor(layer.Bias).to(float64), 1, weight.shape[2] / 2 * dilation, dilation);
        }
        var hidden = nn.functional.silu(Convolve(each.Layers[0], tensor(each.Input).view(1, each.Steps, -1).mT, 1));
        for (var i = 1; i < each.Layers.Length - 1; i++)
            hidden = hidden.Plus(nn.functional.silu(Convolve(each.Layers[i], hidden, 1 << i)));
        return [.. Convolve(each.Layers[^1], hidden, 1).mT.contiguous().data<double>()];
    }
}
