using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Training.Optimization;

/// <summary>The first parameters of a prior's networks.</summary>
public static class ParameterInitialization
{
    // The precision starts near its initial diagonal whatever the input.
    private const double PrecisionOutputScale = 0.1;
    private const ulong Purpose = 0x1417;

    /// <summary>
    /// Draws weights and biases uniformly within ±1 / √(numbers summed); the output layers of the precision networks start with weights
    /// a tenth of that and no bias.
    /// </summary>
    /// <param name="architecture">The networks.</param>
    /// <param name="seed">The seed.</param>
    public static float[] Draw(PriorArchitecture architecture, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var random = new RandomSource(seed, Purpose);
        var parameters = new List<float>();
        foreach (var layer in architecture.Layers())
        {
            var isPrecisionOutput = layer.Outputs == architecture.PrecisionOutputs;
            var bound = 1 / Math.Sqrt(layer.FanIn);
            var weightBound = isPrecisionOutput ? PrecisionOutputScale * bound : bound;
            var biasBound = isPrecisionOutput ? 0 : bound;
            for (var i = 0; i < layer.Outputs * layer.FanIn; i++)
                parameters.Add((float)random.NextUniform(-weightBound, weightBound));
            for (var i = 0; i < layer.Outputs; i++) parameters.Add((float)random.NextUniform(-biasBound, biasBound));
        }
        return [.. parameters];
    }
}
