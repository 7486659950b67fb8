using System.Text.Json.Serialization;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Files.Observations;

/// <summary>An observation as JSON.</summary>
public sealed record ObservationInput
{
    /// <summary>Track; may be left out where it is clear.</summary>
    public string? Track { get; init; }

    /// <summary>Valid time, model time units.</summary>
    public required double Time { get; init; }

    /// <summary>Name of the observed component, as in the prior.</summary>
    public required string Component { get; init; }

    /// <summary>Measured value, physical units; null for one that is missing, which is refused as not finite.</summary>
    public required double? Value { get; init; }

    /// <summary>Standard deviation of the observation error, physical units.</summary>
    public required double ErrorStd { get; init; }

    /// <summary>Unit of value and error, which must be the component's; may be left out.</summary>
    public string? Unit { get; init; }

    internal ObservationLine At(int line) => new(line, Track, new Observation(Time, Component, Value ?? double.NaN, ErrorStd, Unit));
}

/// <summary>How it is read: snake_case, strictly.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, MaxDepth = 4)]
[JsonSerializable(typeof(List<ObservationInput>))]
internal sealed partial class ObservationInputContext : JsonSerializerContext;
