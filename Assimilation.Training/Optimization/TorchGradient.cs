using NeuralDA.Assimilation.Training.Layers;
using static TorchSharp.torch;

namespace NeuralDA.Assimilation.Training.Optimization;

/// <summary>By Torch, which differentiates any networks: for convolutions, and what <see cref="LaneGradient{V}"/> is held against.</summary>
internal sealed class TorchGradient : IShardGradient
{
    private readonly TorchNetworks _networks;
    private readonly double _likelihoodWeight;
    private Tensor _input = zeros(0);
    private Tensor _truth = zeros(0);

    static TorchGradient() => set_num_threads(1);

    /// <summary>Makes it with its working memory.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isDense">Whether Torch solves for the estimates too, with dense matrices.</param>
    public TorchGradient(TrainingPlan plan, bool isDense) =>
        (_networks, _likelihoodWeight) = (new TorchNetworks(plan, isDense), plan.LikelihoodWeight);

    /// <inheritdoc/>
    public void Load(MicroShard shard)
    {
        Release();
        _input = Columns(shard.Input, shard.Count);
        _truth = Columns(shard.Truth, shard.Count);
        _networks.Load(shard);
    }

    /// <inheritdoc/>
    public GradientContribution Compute(ReadOnlySpan<float> parameters)
    {
        using var scope = NewDisposeScope();
        parameters.CopyTo(_networks.Parameters.bytes.AsFloats());
        _networks.CutLayers();
        var loss = Loss();
        loss.backward();
        using var gradient = _networks.Parameters.grad!;
        var contribution = new GradientContribution(gradient.bytes.AsFloats().ToArray(), loss.item<float>(), (int)_truth.shape[1]);
        gradient.zero_();
        return contribution;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _networks.Dispose();
    }

    private Tensor Loss()
    {
        var (loss, iterate) = (zeros(1), _input);
        for (var k = 0; k < _networks.Applications; k++)
        {
            (iterate, var likelihood) = _networks.Estimate(iterate, k);
            var error = iterate - _truth;
            loss = loss.Plus((error * error).sum().Plus(likelihood.sum().Times(_likelihoodWeight)));
        }
        return loss.Times(1.0 / (_truth.shape[0] * _networks.Applications));
    }

    private void Release()
    {
        _input.Dispose();
        _truth.Dispose();
    }

    private static Tensor Columns(float[] values, int count)
    {
        using var flat = tensor(values);
        return flat.view(values.Length / count, count);
    }
}
