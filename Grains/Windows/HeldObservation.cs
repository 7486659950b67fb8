using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>An accepted observation that lies in an open window.</summary>
/// <param name="WriterId">The observation's writer.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Raw">The observation as it came.</param>
/// <param name="Step">Its time in steps from the track's origin.</param>
/// <param name="Component">Index of its component.</param>
/// <param name="JudgedBy">Newest window whose analysis contains it, -1 before the first.</param>
/// <param name="IsGrossError">What that analysis made of it.</param>
[GenerateSerializer, Immutable, Alias("neuralda.HeldObservation")]
internal sealed record HeldObservation(
    [property: Id(0)] string WriterId,
    [property: Id(1)] long Sequence,
    [property: Id(2)] Observation Raw,
    [property: Id(3)] double Step,
    [property: Id(4)] int Component,
    [property: Id(5)] long JudgedBy = -1,
    [property: Id(6)] bool IsGrossError = false) : IComparable<HeldObservation>
{
    /// <summary>By time; the rest makes the order, and with it every rounding, independent of arrival.</summary>
    public int CompareTo(HeldObservation? other)
    {
        if (other is null) return 1;
        var order = Step.CompareTo(other.Step);
        if (order == 0) order = Component.CompareTo(other.Component);
        if (order == 0) order = string.CompareOrdinal(WriterId, other.WriterId);
        return order != 0 ? order : Sequence.CompareTo(other.Sequence);
    }

    /// <summary>How a gross error is reported.</summary>
    public Refusal AsGrossError() => new(Sequence, RefusalReason.GrossError,
        $"{Raw.Component} = {Raw.Value:g6} at time {Raw.Time:g6} departs too far from what the other observations tell.");
}
