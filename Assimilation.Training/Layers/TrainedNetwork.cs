using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>
/// A <see cref="ResidualNetwork"/> in training: it keeps what its layers made of a group of blocks until their gradient. Features lie
/// as those of <see cref="TrainedLayer{V}"/>.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
internal sealed class TrainedNetwork<V> where V : struct, ILane<V>
{
    private readonly TrainedLayer<V>[] _layers;

    // Of each layer but the last: its output, and the hidden features after it.
    private readonly LaneArray<V>[] _changes;
    private readonly LaneArray<V>[] _hidden;
    private readonly LaneArray<V> _hiddenGradient;
    private readonly LaneArray<V> _changeGradient;

    /// <summary>Makes the network from its layers, input, hidden …, output, with its working memory for so many blocks.</summary>
    public TrainedNetwork(IEnumerable<LayerShape> layers, int blocks)
    {
        _layers = [.. layers.Select(shape => new TrainedLayer<V>(shape, blocks))];
        LaneArray<V> Features() => new(blocks * _layers[0].Outputs);
        (_hiddenGradient, _changeGradient) = (Features(), Features());
        (_changes, _hidden) = ([.. _layers[..^1].Select(_ => Features())], [.. _layers[..^1].Select(_ => Features())]);
        ParameterCount = _layers.Sum(layer => layer.ParameterCount);
    }

    /// <summary>The number of weights and biases.</summary>
    public int ParameterCount { get; }

    /// <summary>Sets the layers from their part of a flat parameter vector.</summary>
    public void Set(ReadOnlySpan<float> parameters)
    {
        foreach (var layer in _layers)
        {
            layer.Set(parameters[..layer.ParameterCount]);
            parameters = parameters[layer.ParameterCount..];
        }
    }

    /// <summary>Applies the network.</summary>
    public void Apply(ReadOnlySpan<V> input, Span<V> output)
    {
        _layers[0].Apply(input, _changes[0]);
        Elementwise.Apply<Silu, V>(default, _changes[0], _changes[0], _hidden[0]);
        for (var i = 1; i < _hidden.Length; i++)
        {
            _layers[i].Apply(_hidden[i - 1], _changes[i]);
            Elementwise.Apply<AddSilu, V>(default, _changes[i], _hidden[i - 1], _hidden[i]);
        }
        _layers[^1].Apply(_hidden[^1], output);
    }

    /// <summary>Goes back through the last application.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="outputGradient">The gradient with respect to its output.</param>
    /// <param name="inputGradient">Receives that with respect to its input; empty where that is not wanted.</param>
    /// <param name="gradient">To which that with respect to the parameters is added: their part of a flat vector.</param>
    public void Back(ReadOnlySpan<V> input, ReadOnlySpan<V> outputGradient, Span<V> inputGradient, Span<float> gradient)
    {
        _layers[^1].AddGradient(_hidden[^1], outputGradient, TakeLast(ref gradient, _layers[^1]));
        _layers[^1].Back(outputGradient, _hiddenGradient);
        for (var i = _hidden.Length - 1; i > 0; i--)
        {
            Elementwise.Apply<SiluGradient, V>(default, _changes[i], _hiddenGradient, _changeGradient);
            _layers[i].AddGradient(_hidden[i - 1], _changeGradient, TakeLast(ref gradient, _layers[i]));
            // What the layer made of its input is not needed any more.
            _layers[i].Back(_changeGradient, _changes[i]);
            Elementwise.Apply<Sum, V>(default, _hiddenGradient, _changes[i], _hiddenGradient);
        }
        Elementwise.Apply<SiluGradient, V>(default, _changes[0], _hiddenGradient, _changeGradient);
        _layers[0].AddGradient(input, _changeGradient, gradient);
        if (!inputGradient.IsEmpty) _layers[0].Back(_changeGradient, inputGradient);
    }

    // A layer's part of the flat vector, which is left without it.
    private static Span<float> TakeLast(ref Span<float> gradient, TrainedLayer<V> layer)
    {
        var part = gradient[^layer.ParameterCount..];
        gradient = gradient[..^layer.ParameterCount];
        return part;
    }

    // silu'(x) g = s (1 + x (1 − s)) g with s = 1 / (1 + e⁻ˣ).
    private readonly struct SiluGradient : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public L Of<L>(L x, L gradient, L z) where L : struct, ILane<L>
        {
            var one = L.Of(1);
            var sigmoid = one / (one + L.Exp(-x));
            return sigmoid * L.MultiplyAdd(x, one - sigmoid, one) * gradient;
        }
    }
}
