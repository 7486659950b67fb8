using NeuralDA.Grains.Interfaces.Serialization;

namespace NeuralDA.Grains.Training;

/// <summary>
/// One silo's share in training; the key is the silo's address, and the grain is on that silo. Vectors come and go in parts, so
/// that no message holds up the others between two silos for long.
/// </summary>
[Alias("neuralda.ITrainerGrain")]
internal interface ITrainerGrain : IGrainWithStringKey
{
    /// <summary>Prepares a run's problem; until it returns the silo is dealt nothing.</summary>
    [Alias("Prepare"), ResponseTimeout("01:00:00")] Task PrepareAsync(string run, string plan);

    /// <summary>A part of the parameters that a step starts from.</summary>
    [Alias("SetParameters")] Task SetParametersAsync(StepKey step, int part, int count, FloatBlob values);

    /// <summary>Computes a range of micro-shards, together with the other silos named.</summary>
    /// <returns>The sums of the blocks that the range consists of.</returns>
    [Alias("Compute"), ResponseTimeout("01:00:00")] Task<BlockSum[]> ComputeAsync(StepKey step, int first, int count, string[] silos);

    /// <summary>A part of the gradient of one of these sums.</summary>
    [Alias("GetGradient")] Task<FloatBlob> GetGradientAsync(StepKey step, int first, int count, int part);
}
