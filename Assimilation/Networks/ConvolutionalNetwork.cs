using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Networks;

/// <summary>
/// A residual network whose layers are convolutions along the steps of a window, with the same weights at every step, so that it
/// applies to windows of any length: h₀ = silu(W₀ * x + b₀), h_{i+1} = h_i + silu(W_i * h_i + b_i) with dilation 2^i, and at each
/// step W h + b. Beyond the window every layer sees zeros. Immutable and safe to share; callers bring the working memory.
/// </summary>
public sealed class ConvolutionalNetwork
{
    private readonly DenseLayer[] _layers;
    private readonly int _taps;

    /// <summary>Makes the network.</summary>
    /// <param name="layers">
    /// Input, hidden …, output. All but the last take, at each step, the features of <paramref name="taps"/> steps about it, one step
    /// after the other.
    /// </param>
    /// <param name="taps">How many steps a convolution sees, odd.</param>
    /// <exception cref="ArgumentException">The sizes of neighbouring layers do not fit.</exception>
    public ConvolutionalNetwork(IReadOnlyList<DenseLayer> layers, int taps)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count < 2) throw new ArgumentException($"a network needs an input and an output layer; there are {layers.Count}");
        if (taps < 1 || taps % 2 == 0) throw new ArgumentException($"a convolution sees {taps} steps; expected an odd number");
        if (layers[0].Inputs % taps != 0)
            throw new ArgumentException($"the input layer takes {layers[0].Inputs} inputs, not a multiple of {taps} steps");
        for (var i = 1; i < layers.Count; i++)
        {
            var inputs = layers[0].Outputs * (i < layers.Count - 1 ? taps : 1);
            if (layers[i].Inputs != inputs)
                throw new ArgumentException($"layer {i} takes {layers[i].Inputs} inputs; expected {inputs}");
            if (i < layers.Count - 1 && layers[i].Outputs != Channels(layers))
                throw new ArgumentException($"hidden layer {i} has {layers[i].Outputs} outputs; the width is {Channels(layers)}");
        }
        (_layers, _taps) = ([.. layers], taps);
    }

    /// <summary>The numbers of each step that go in, φ.</summary>
    public int Inputs => _layers[0].Inputs / _taps;

    /// <summary>The numbers of each step that come out.</summary>
    public int Outputs => _layers[^1].Outputs;

    /// <summary>The number of features of each step in the hidden layers.</summary>
    public int Width => Channels(_layers);

    /// <summary>How many steps before and after a step decide on its outputs.</summary>
    public int Reach => _taps / 2 * ((1 << (_layers.Length - 1)) - 1);

    /// <summary>How many numbers of working memory so many steps need.</summary>
    public int WorkSize(int steps) => 2 * steps * Width + _taps * Math.Max(Width, Inputs);

    /// <summary>Applies the network to a block of windows.</summary>
    /// <param name="input">[steps, inputs], step by step.</param>
    /// <param name="within">For each step 1 where it lies within the window and 0 where it does not; empty where all do.</param>
    /// <param name="output">[wanted steps, outputs].</param>
    /// <param name="first">The first step whose outputs are wanted.</param>
    /// <param name="work">Working memory, see <see cref="WorkSize"/>.</param>
    public void Apply<V>(ReadOnlySpan<V> input, ReadOnlySpan<V> within, Span<V> output, int first, Span<V> work)
        where V : struct, ILane<V>
    {
        var (steps, width) = (input.Length / Inputs, Width);
        Span<V> hidden = work[..(steps * width)], change = work.Slice(steps * width, steps * width);
        var about = work[(2 * steps * width)..];
        Convolve(_layers[0], input, 1, change, about);
        Elementwise.Apply<Silu, V>(default, change, change, hidden);
        Mask(hidden, within);
        for (var i = 1; i < _layers.Length - 1; i++)
        {
            Convolve(_layers[i], hidden, 1 << i, change, about);
            Elementwise.Apply<AddSilu, V>(default, change, hidden, hidden);
            Mask(hidden, within);
        }
        for (var t = 0; t < output.Length / Outputs; t++)
            _layers[^1].Apply<V>(hidden.Slice((first + t) * width, width), output.Slice(t * Outputs, Outputs));
    }

    // A layer at every step, on what lies about it.
    private void Convolve<V>(DenseLayer layer, ReadOnlySpan<V> input, int dilation, Span<V> output, Span<V> about)
        where V : struct, ILane<V>
    {
        var size = layer.Inputs / _taps;
        var steps = input.Length / size;
        about = about[..layer.Inputs];
        for (var t = 0; t < steps; t++)
        {
            for (var tap = 0; tap < _taps; tap++)
            {
                var from = t + (tap - _taps / 2) * dilation;
                var to = about.Slice(tap * size, size);
                if (from >= 0 && from < steps) input.Slice(from * size, size).CopyTo(to);
                else to.Clear();
            }
            layer.Apply<V>(about, output.Slice(t * layer.Outputs, layer.Outputs));
        }
    }

    private void Mask<V>(Span<V> hidden, ReadOnlySpan<V> within) where V : struct, ILane<V>
    {
        for (var t = 0; t < within.Length; t++)
            foreach (ref var feature in hidden.Slice(t * Width, Width)) feature *= within[t];
    }

    private static int Channels(IReadOnlyList<DenseLayer> layers) => layers[0].Outputs;
}
