using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Networks;

/// <summary>
/// A fully connected network with residual hidden layers: h₀ = silu(W₀ x + b₀), h_{i+1} = h_i + silu(W_i h_i + b_i), output
/// W h + b. Immutable and safe to share; callers bring the working memory.
/// </summary>
public sealed class ResidualNetwork
{
    private readonly DenseLayer[] _layers;

    /// <summary>Makes the network from its layers: input, hidden …, output.</summary>
    /// <exception cref="ArgumentException">The sizes of neighbouring layers do not fit.</exception>
    public ResidualNetwork(IReadOnlyList<DenseLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count < 2) throw new ArgumentException($"a network needs an input and an output layer; there are {layers.Count}");
        for (var i = 1; i < layers.Count; i++)
        {
            if (layers[i].Inputs != layers[0].Outputs)
                throw new ArgumentException($"layer {i} takes {layers[i].Inputs} inputs; the width is {layers[0].Outputs}");
            if (i < layers.Count - 1 && layers[i].Outputs != layers[0].Outputs)
                throw new ArgumentException($"hidden layer {i} has {layers[i].Outputs} outputs; the width is {layers[0].Outputs}");
        }
        _layers = [.. layers];
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs => _layers[0].Inputs;

    /// <summary>The number of outputs.</summary>
    public int Outputs => _layers[^1].Outputs;

    /// <summary>The number of features of the hidden layers.</summary>
    public int Width => _layers[0].Outputs;

    /// <summary>Applies the network to a block of windows.</summary>
    /// <param name="input">[inputs], feature-major.</param>
    /// <param name="output">[outputs], feature-major.</param>
    /// <param name="work">Working memory, [2 · width].</param>
    public void Apply<V>(ReadOnlySpan<V> input, Span<V> output, Span<V> work) where V : struct, ILane<V>
    {
        ApplyHidden(input, work);
        ApplyOutput(work, output, first: 0);
    }

    /// <summary>Applies all layers but the last, which <see cref="ApplyOutput"/> may then apply part by part.</summary>
    /// <param name="input">[inputs], feature-major.</param>
    /// <param name="work">Working memory, [2 · width]; the hidden features in its first half.</param>
    public void ApplyHidden<V>(ReadOnlySpan<V> input, Span<V> work) where V : struct, ILane<V>
    {
        var hidden = work[..Width];
        var change = work.Slice(Width, Width);
        _layers[0].Apply(input, change);
        Elementwise.Apply<Silu, V>(default, change, change, hidden);
        foreach (var layer in _layers.AsSpan(1..^1))
        {
            layer.Apply<V>(hidden, change);
            Elementwise.Apply<AddSilu, V>(default, change, hidden, hidden);
        }
    }

    /// <summary>Applies the last layer, or a part of it.</summary>
    /// <param name="work">What <see cref="ApplyHidden"/> left.</param>
    /// <param name="output">The wanted outputs, feature-major.</param>
    /// <param name="first">Which the first of them is.</param>
    public void ApplyOutput<V>(ReadOnlySpan<V> work, Span<V> output, int first) where V : struct, ILane<V> =>
        _layers[^1].Apply(work[..Width], output, first);
}
