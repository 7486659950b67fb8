using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>What the newest analysis of an observation's newest window made of it: its fate, once that window closes.</summary>
/// <param name="Refused">Why it was not used; null if it was.</param>
/// <param name="Weight">Share of its information that was used.</param>
/// <param name="Departure">Observation minus the analysis made without it, physical units; NaN if none was made.</param>
/// <param name="PredictionVariance">H P Hᵀ of that analysis.</param>
/// <param name="ErrorVariance">R, representativeness included.</param>
/// <param name="Share">The share that could have been used: 1 unless it is one of a burst.</param>
[GenerateSerializer, Immutable, Alias("neuralda.Verdict")]
internal readonly record struct Verdict(
    [property: Id(0)] RefusalReason? Refused,
    [property: Id(1)] double Weight,
    [property: Id(2)] double Departure,
    [property: Id(3)] double PredictionVariance,
    [property: Id(4)] double ErrorVariance,
    [property: Id(5)] double Share)
{
    /// <summary>Refused before anything was computed.</summary>
    public static Verdict Of(RefusalReason reason) => new(reason, 0, double.NaN, double.NaN, double.NaN, 1);
}
