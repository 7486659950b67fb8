using NeuralDA.Assimilation.Training;
using NeuralDA.Grains.Interfaces.Serialization;

namespace NeuralDA.Grains.Training;

/// <summary>What a step's gradient is computed from.</summary>
/// <param name="problem">The run's problem.</param>
/// <param name="key">The step.</param>
/// <param name="parameters">The parameters; they stay as they are until the step's sum is there.</param>
internal sealed class StepWork(TrainingProblem problem, StepKey key, float[] parameters)
{
    private readonly Lazy<FloatBlob[]> _parts = new(() =>
        [.. Enumerable.Range(0, VectorParts.Count(parameters.Length)).Select(part => VectorParts.Cut(parameters, part))]);

    public TrainingProblem Problem => problem;

    public StepKey Key => key;

    public float[] Parameters => parameters;

    /// <summary>The parameters as messages, cut once for all silos.</summary>
    public FloatBlob[] Parts => _parts.Value;
}
