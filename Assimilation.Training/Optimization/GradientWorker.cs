using NeuralDA.Assimilation.Training.Windows;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Training.Optimization;

/// <summary>
/// Computes the gradient of micro-shards. One for each thread: not thread-safe, but workers do not disturb one another, and
/// which worker computes a shard does not change its result.
/// </summary>
public sealed class GradientWorker : IDisposable
{
    private readonly MicroShard _shard;
    private readonly IShardGradient _gradient;

    /// <summary>Makes a worker with its working memory.</summary>
    /// <param name="plan">The plan, of a setting.</param>
    /// <param name="climatology">The climatology that the plan's windows are drawn with.</param>
    /// <param name="isDense">
    /// Whether Torch applies the networks, solves for the estimates with dense matrices and differentiates all that, as one would write
    /// it without this library: only to compare with.
    /// </param>
    public GradientWorker(TrainingPlan plan, Climatology climatology, bool isDense = false)
        : this(plan, climatology, new SimulatedWindows(plan.Experiment()).TrainingWindows(), isDense)
    {
    }

    internal GradientWorker(TrainingPlan plan, Climatology climatology, ITrainingWindows windows, bool isDense = false)
    {
        _shard = new MicroShard(plan, climatology, windows);
        _gradient = isDense || plan.Architecture().IsConvolutional ? new TorchGradient(plan, isDense) : LaneGradient.Create(plan);
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
        _gradient.Load(_shard);
    }

    /// <summary>Computes the contribution of the windows that were drawn last.</summary>
    /// <param name="parameters">All weights and biases.</param>
    public GradientContribution Compute(ReadOnlySpan<float> parameters) => _gradient.Compute(parameters);

    /// <inheritdoc/>
    public void Dispose() => _gradient.Dispose();
}
