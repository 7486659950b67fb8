using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Grains.Windows;

/// <summary>How the library's <see cref="CarriedInformation"/> is stored.</summary>
[GenerateSerializer, Immutable, Alias("neuralda.CarriedInformation")]
internal readonly record struct StoredInformation(
    [property: Id(0)] double[] Precision,
    [property: Id(1)] double[] Vector,
    [property: Id(2)] double[] Overlap,
    [property: Id(3)] double[] LastPrecision,
    [property: Id(4)] double[] LastVector);

/// <inheritdoc cref="StoredInformation"/>
[RegisterConverter]
internal sealed class CarriedInformationConverter : IConverter<CarriedInformation, StoredInformation>
{
    /// <inheritdoc/>
    public CarriedInformation ConvertFromSurrogate(in StoredInformation stored) =>
        new(stored.Precision, stored.Vector, stored.Overlap, stored.LastPrecision, stored.LastVector);

    /// <inheritdoc/>
    public StoredInformation ConvertToSurrogate(in CarriedInformation value) =>
        new(value.Precision, value.Vector, value.Overlap, value.LastPrecision, value.LastVector);
}
