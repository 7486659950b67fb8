using NeuralDA.Assimilation.Training.Layers;
using NeuralDA.Assimilation.Training.Losses;
using NeuralDA.Assimilation.Training.Windows;
using NeuralDA.Assimilation.TwinExperiments;
using static TorchSharp.torch;

namespace NeuralDA.Assimilation.Training.Optimization;

/// <summary>
/// Computes the gradient of micro-shards. One for each thread: not thread-safe, but workers do not disturb one another, and
/// which worker computes a shard does not change its result.
/// </summary>
public sealed class GradientWorker : IDisposable
{
    private readonly TrainingPlan _plan;
    private readonly MicroShard _shard;
    private readonly TorchNetworks _networks;

    static GradientWorker() => set_num_threads(1);

    /// <summary>Makes a worker with its working memory.</summary>
    /// <param name="plan">The plan, of a setting.</param>
    /// <param name="climatology">The climatology that the plan's windows are drawn with.</param>
    /// <param name="isDense">
    /// Whether Torch solves for the estimates with dense matrices and differentiates that, as one would write it without this library:
    /// only to compare with.
    /// </param>
    public GradientWorker(TrainingPlan plan, Climatology climatology, bool isDense = false)
        : this(plan, climatology, new SimulatedWindows(plan.Experiment()).TrainingWindows(), isDense)
    {
    }

    internal GradientWorker(TrainingPlan plan, Climatology climatology, ITrainingWindows windows, bool isDense = false)
    {
        _plan = plan;
        _shard = new MicroShard(plan, climatology, windows);
        _networks = new TorchNetworks(plan, isDense);
    }

    /// <summary>Computes the contribution of one micro-shard of one step.</summary>
    /// <param name="parameters">All weights and biases.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="shard">The micro-shard, from 0.</param>
    public GradientContribution Compute(ReadOnlySpan<float> parameters, int step, int shard)
    {
        Draw(step, shard);
        return Compute(parameters);
    }

    /// <summary>Draws the windows of one micro-shard of one step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="shard">The micro-shard, from 0.</param>
    public void Draw(int step, int shard)
    {
        _shard.Draw(step, shard);
        _networks.Load(_shard);
    }

    /// <summary>Computes the contribution of the windows that were drawn last.</summary>
    /// <param name="parameters">All weights and biases.</param>
    public GradientContribution Compute(ReadOnlySpan<float> parameters)
    {
        using var scope = NewDisposeScope();
        parameters.CopyTo(_networks.Parameters.bytes.AsFloats());
        _networks.CutLayers();
        var loss = _plan.IsUnrolled
            ? TrainingLoss.Unrolled(_networks, _shard, _plan)
            : TrainingLoss.Paper(_networks, _shard, _plan);
        loss.backward();
        using var gradient = _networks.Parameters.grad!;
        var contribution = new GradientContribution(gradient.bytes.AsFloats().ToArray(), loss.item<float>(), _shard.Count);
        gradient.zero_();
        return contribution;
    }

    /// <inheritdoc/>
    public void Dispose() => _networks.Dispose();
}
