using NeuralDA.Assimilation.Networks;

namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// The name and size of one layer; its tensors are <c>NAME.weight</c> [outputs, inputs], of a convolution [outputs, inputs, taps], and
/// <c>NAME.bias</c> [outputs].
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Inputs">The number of inputs, of a convolution those of each step.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Taps">How many steps a convolution sees; 0 for a layer that is none.</param>
public sealed record LayerShape(string Name, int Inputs, int Outputs, int Taps = 0)
{
    /// <summary>How many numbers an output is summed over.</summary>
    public int FanIn => Inputs * Math.Max(1, Taps);

    /// <summary>The number of weights and biases.</summary>
    public int ParameterCount => Outputs * (FanIn + 1);

    private int[] WeightShape => Taps > 0 ? [Outputs, Inputs, Taps] : [Outputs, Inputs];

    /// <summary>Cuts the layer's tensors out of its part of a flat parameter vector: weight, then bias.</summary>
    public IEnumerable<KeyValuePair<string, NamedTensor>> Cut(ReadOnlySpan<float> parameters)
    {
        var weight = new NamedTensor(WeightShape, parameters[..(Outputs * FanIn)].ToArray());
        var bias = new NamedTensor([Outputs], parameters.Slice(Outputs * FanIn, Outputs).ToArray());
        return [new($"{Name}.weight", weight), new($"{Name}.bias", bias)];
    }

    /// <summary>The layer's part of a flat parameter vector.</summary>
    internal IEnumerable<float> Flat(IReadOnlyDictionary<string, NamedTensor> tensors) =>
        [.. Weight(tensors), .. Bias(tensors)];

    internal DenseLayer Build(IReadOnlyDictionary<string, NamedTensor> tensors)
    {
        var weight = Weight(tensors);
        if (Taps == 0) return new DenseLayer(weight, Bias(tensors));
        // A convolution is given its inputs step after step, so step goes before input.
        var turned = new float[weight.Length];
        for (var o = 0; o < Outputs; o++)
            for (var i = 0; i < Inputs; i++)
                for (var tap = 0; tap < Taps; tap++)
                    turned[(o * Taps + tap) * Inputs + i] = weight[(o * Inputs + i) * Taps + tap];
        return new DenseLayer(turned, Bias(tensors));
    }

    private float[] Weight(IReadOnlyDictionary<string, NamedTensor> tensors) => PriorTensors.Get(tensors, $"{Name}.weight", WeightShape);

    private float[] Bias(IReadOnlyDictionary<string, NamedTensor> tensors) => PriorTensors.Get(tensors, $"{Name}.bias", Outputs);
}
