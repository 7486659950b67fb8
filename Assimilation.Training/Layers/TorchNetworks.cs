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
    private readonly IMapLanes _lanes;
    private readonly DenseMap? _dense;
    private readonly List<(Tensor Weight, Tensor Bias)> _layers = [];

    /// <summary>Makes the networks with their working memory for the micro-shards of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isDense">Whether Torch solves for the estimates with dense matrices, to compare with.</param>
    public TorchNetworks(TrainingPlan plan, bool isDense)
    {
        _architecture = plan.Architecture();
        Parameters = zeros(_architecture.ParameterCount, requires_grad: true);
        _lanes = MapLanes.Create(_architecture, plan.BatchSize / plan.MicroShards, plan.LikelihoodWeight > 0);
        _dense = isDense ? new DenseMap(_architecture, plan.LikelihoodWeight > 0) : null;
    }

    /// <summary>All weights and biases in the order of <see cref="PriorArchitecture.Layers"/>: the graph's only leaf.</summary>
    public Tensor Parameters { get; }

    /// <summary>How many applications of the prior a step has.</summary>
    public int Applications => _architecture.Applications;

    /// <summary>Takes over the windows of a shard.</summary>
    public void Load(MicroShard shard)
    {
        _lanes.Load(shard);
        _dense?.Load(shard);
    }

    /// <summary>Cuts the layers out of the parameters anew; each graph needs views of its own.</summary>
    public void CutLayers()
    {
        // One split, whose gradient is one concatenation; slices would each add a full-sized gradient.
        var sizes = _architecture.Layers().SelectMany(layer => new[] { layer.Outputs * (long)layer.FanIn, layer.Outputs });
        var parts = Parameters.split([.. sizes]);
        _layers.Clear();
        foreach (var layer in _architecture.Layers())
        {
            var index = 2 * _layers.Count;
            _layers.Add(_architecture.IsConvolutional
                ? (parts[index].view(layer.Outputs, layer.Inputs, -1), parts[index + 1])
                : (parts[index].view(layer.Outputs, layer.Inputs), parts[index + 1].view(layer.Outputs, 1)));
        }
    }

    /// <summary>Applies the prior and the solve.</summary>
    /// <param name="iterate">z, [d, n]; with the temperature's features below where levels share networks.</param>
    /// <param name="application">Which pair of networks, and which working memory.</param>
    /// <returns>The estimate x [d, n] and the negative log likelihood of the truth [n].</returns>
    public (Tensor Estimate, Tensor NegativeLogLikelihood) Estimate(Tensor iterate, int application)
    {
        var perNetwork = _architecture.HiddenLayers + 2;
        var first = application * _architecture.NetworksPerApplication * perNetwork;
        var mean = Apply(iterate, first, perNetwork);
        if (_architecture.Form == PriorForm.MeanOnly) return (mean, zeros(iterate.shape[1]));
        var raw = Apply(iterate, first + perNetwork, perNetwork);
        return _dense?.Apply(mean, raw) ?? MapLayer.Apply(mean, raw, _lanes, application);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Parameters.Dispose();
        _dense?.Dispose();
    }

    private Tensor Apply(Tensor input, int first, int count)
    {
        if (_architecture.IsConvolutional) return Convolve(input, first, count);
        var hidden = nn.functional.silu(Affine(input, first));
        for (var i = first + 1; i < first + count - 1; i++) hidden = hidden.Plus(nn.functional.silu(Affine(hidden, i)));
        return Affine(hidden, first + count - 1);
    }

    private Tensor Affine(Tensor input, int layer) => addmm(_layers[layer].Bias, _layers[layer].Weight, input, beta: 1, alpha: 1);

    // As ConvolutionalNetwork does it. Torch wants [n, features, steps]; the numbers of a step are neighbours in ours.
    private Tensor Convolve(Tensor input, int first, int count)
    {
        var (steps, n) = (_architecture.Shape.Steps, _architecture.Shape.Components);
        var hidden = nn.functional.silu(Convolution(input.view(steps, n, -1).permute(2, 1, 0).contiguous(), first, dilation: 1));
        for (var i = 1; i < count - 1; i++) hidden = hidden.Plus(nn.functional.silu(Convolution(hidden, first + i, 1 << i)));
        return Convolution(hidden, first + count - 1, dilation: 1).permute(2, 1, 0).flatten(0, 1);
    }

    private Tensor Convolution(Tensor input, int layer, long dilation)
    {
        var (weight, bias) = _layers[layer];
        return nn.functional.conv1d(input, weight, bias, stride: 1, padding: weight.shape[2] / 2 * dilation, dilation: dilation);
    }
}
