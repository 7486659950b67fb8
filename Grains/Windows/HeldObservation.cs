using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>An observation that lies in an open window.</summary>
/// <param name="WriterId">The observation's writer.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Raw">The observation as it came.</param>
/// <param name="Step">Its time in steps from the track's origin.</param>
/// <param name="Component">Index of its component.</param>
/// <param name="Verdict">What the newest analysis of its newest window made of it; null before the first.</param>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("neuralda.HeldObservation")]
internal sealed record HeldObservation(
    [property: Id(0)] string WriterId,
    [property: Id(1)] long Sequence,
    [property: Id(2)] Observation Raw,
    [property: Id(3)] double Step,
    [property: Id(4)] int Component,
    [property: Id(7)] Verdict? Verdict = null) : IComparable<HeldObservation>
{
    /// <summary>What it is known by.</summary>
    public ObservationKey Key => new(WriterId, Sequence);

    /// <summary>Whether it is not used, as far as is known.</summary>
    public bool IsRefused => Verdict?.Refused is not null;

    /// <summary>By time; the rest makes the order, and with it every rounding, independent of arrival.</summary>
    public int CompareTo(HeldObservation? other)
    {
        if (other is null) return 1;
        var order = Step.CompareTo(other.Step);
        if (order == 0) order = Component.CompareTo(other.Component);
        if (order == 0) order = string.CompareOrdinal(WriterId, other.WriterId);
        return order != 0 ? order : Sequence.CompareTo(other.Sequence);
    }

    /// <summary>How a refused one is reported.</summary>
    public RefusedObservation AsRefused() => new(WriterId, Raw, AsRefusal());

    /// <inheritdoc cref="AsRefused"/>
    public Refusal AsRefusal()
    {
        var (reason, what) = (Verdict!.Value.Refused!.Value, $"{Raw.Component} = {Raw.Value:g6} at time {Raw.Time:g6}");
        return new Refusal(Sequence, reason, reason switch
        {
            RefusalReason.Duplicate => $"{what} came before, from the same writer under another number.",
            RefusalReason.Stuck => $"{what} is the same value as many before it.",
            RefusalReason.Spike => $"{what} stands out from the observations before and after it.",
            _ => $"{what} departs by {Verdict.Value.Departure:g3} from what the other observations tell.",
        });
    }
}
