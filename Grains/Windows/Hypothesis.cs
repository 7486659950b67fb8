using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Grains.Windows;

/// <summary>One account of a track's past: which observations were gross errors, and what the others taught.</summary>
/// <param name="Weight">Its probability, given all observations so far.</param>
/// <param name="GrossErrors">Its gross errors among the observations that the next window holds, ascending.</param>
/// <param name="Information">What the state was, in units of the prior that made it; null if lost.</param>
[GenerateSerializer, Immutable, Alias("neuralda.Hypothesis")]
internal sealed record Hypothesis(
    [property: Id(0)] double Weight, [property: Id(1)] ObservationKey[] GrossErrors, [property: Id(2)] CarriedInformation? Information)
{
    /// <summary>Whether both say the same, bit for bit.</summary>
    public bool IsIdenticalTo(Hypothesis other) =>
        Weight.Equals(other.Weight) && GrossErrors.AsSpan().SequenceEqual(other.GrossErrors)
        && (Information?.Numbers() ?? []).SequenceEqual(other.Information?.Numbers() ?? []);
}

/// <summary>What an observation is known by.</summary>
/// <param name="WriterId">Its writer.</param>
/// <param name="Sequence">Its sequence number.</param>
[GenerateSerializer, Immutable, Alias("neuralda.ObservationKey")]
internal readonly record struct ObservationKey([property: Id(0)] string WriterId, [property: Id(1)] long Sequence);
