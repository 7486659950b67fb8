using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Networks;
using NeuralDA.Assimilation.Priors;
using static TorchSharp.torch;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>
/// The prior's networks as Torch operations on views of ONE flat parameter vector, so that all gradients come out as one
/// vector. Windows are columns. The same arithmetic as <see cref="ResidualNetwork"/>, which serves them later.
/// </summary>
internal sealed class TorchNetworks : IDisposable
{
    private readonly PriorArchitecture _architecture;
    private readonly MapBlock<Float64Lanes>[][] _blocks;
    private readonly List<(Tensor Weight, Tensor Bias)> _layers = [];

    /// <summary>Makes the networks with their working memory for shards of <paramref name="count"/> windows.</summary>
    public TorchNetworks(PriorArchitecture architecture, int evaluations, int count)
    {
        _architecture = architecture;
        Parameters = zeros(architecture.ParameterCount, requires_grad: true);
        _blocks = new MapBlock<Float64Lanes>[evaluations][];
        for (var k = 0; k < evaluations; k++)
        {
            _blocks[k] = new MapBlock<Float64Lanes>[count / Float64Lanes.Count];
            for (var b = 0; b < _blocks[k].Length; b++) _blocks[k][b] = MapBlock<Float64Lanes>.Of(architecture);
        }
    }

    /// <summary>All weights and biases in the order of <see cref="PriorArchitecture.Layers"/>: the graph's only leaf.</summary>
    public Tensor Parameters { get; }

    /// <summary>Cuts the layers out of the parameters anew; each graph needs views of its own.</summary>
    public void CutLayers()
    {
        // One split, whose gradient is one concatenation; slices would each add a full-sized gradient.
        var sizes = _architecture.Layers().SelectMany(layer => new[] { layer.Outputs * (long)layer.Inputs, layer.Outputs });
        var parts = Parameters.split([.. sizes]);
        _layers.Clear();
        foreach (var layer in _architecture.Layers())
        {
            var index = 2 * _layers.Count;
            _layers.Add((parts[index].view(layer.Outputs, layer.Inputs), parts[index + 1].view(layer.Outputs, 1)));
        }
    }

    /// <summary>Applies the prior and the solve.</summary>
    /// <param name="iterate">z, [d, n]; with the temperature's features below where levels share networks.</param>
    /// <param name="application">Which pair of networks, and which working memory.</param>
    /// <param name="shard">The windows.</param>
    /// <returns>The estimate x [d, n] and the negative log likelihood of the truth [n].</returns>
    public (Tensor Estimate, Tensor NegativeLogLikelihood) Estimate(Tensor iterate, int application, MicroShard shard)
    {
        var perNetwork = _architecture.HiddenLayers + 2;
        var first = application % _architecture.Applications * _architecture.NetworksPerApplication * perNetwork;
        var mean = Apply(iterate, first, perNetwork);
        if (_architecture.Form == PriorForm.MeanOnly) return (mean, zeros(shard.Count));
        var raw = Apply(iterate, first + perNetwork, perNetwork);
        return MapLayer.Apply(mean, raw, shard, _blocks[application]);
    }

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();

    private Tensor Apply(Tensor input, int first, int count)
    {
        var hidden = nn.functional.silu(Affine(input, first));
        for (var i = first + 1; i < first + count - 1; i++) hidden = hidden.Plus(nn.functional.silu(Affine(hidden, i)));
        return Affine(hidden, first + count - 1);
    }

    private Tensor Affine(Tensor input, int layer) => addmm(_layers[layer].Bias, _layers[layer].Weight, input, beta: 1, alpha: 1);
}
