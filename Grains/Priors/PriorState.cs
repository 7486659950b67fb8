using NeuralDA.Grains.Interfaces.Priors;

namespace NeuralDA.Grains.Priors;

/// <summary>The versions of a prior; their content is kept apart, so that promoting one does not write them all.</summary>
[GenerateSerializer, Alias("neuralda.PriorState")]
internal sealed class PriorState
{
    [Id(0)] public List<PriorVersion> Versions { get; } = [];

    /// <summary>The versions promoted, in order; the last is current.</summary>
    [Id(1)] public List<int> Promotions { get; } = [];
}
