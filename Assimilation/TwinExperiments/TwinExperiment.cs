using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>A published setting as data: a system whose hidden truth is simulated, and how it is observed.</summary>
public sealed record TwinExperiment
{
    /// <summary>The setting's name, for example <c>blanke2024-lorenz63-print</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where it was published and what is particular about it.</summary>
    public required string Source { get; init; }

    /// <summary>The system, its time step and the variance of the noise added to each component after each step.</summary>
    public required PhysicalModel Model { get; init; }

    /// <summary>The shape [T, φ] of a window.</summary>
    public required WindowShape Shape { get; init; }

    /// <summary>The climatological mean of each component, [φ], physical units: the origin of normalised units.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>The climatological standard deviation of each component, [φ]: the unit of normalised units.</summary>
    public required IReadOnlyList<double> StandardDeviation { get; init; }

    /// <summary>The mean of the Gaussian that simulations start from, [φ].</summary>
    public required IReadOnlyList<double> InitialMean { get; init; }

    /// <summary>Its standard deviation, the same for each component.</summary>
    public required double InitialStandardDeviation { get; init; }

    /// <summary>Steps simulated before a window begins, until the state has forgotten its start.</summary>
    public required int SpinUpSteps { get; init; }

    /// <summary>The observed component.</summary>
    public required int ObservedComponent { get; init; }

    /// <summary>The standard deviation of the observation error, normalised units.</summary>
    public required double ObservationError { get; init; }

    /// <summary>The observation processes that scores are reported for, by their short names.</summary>
    public required IReadOnlyDictionary<string, ObservationProcess> Processes { get; init; }

    /// <summary>The process that a prior for this setting is trained on.</summary>
    public required ObservationProcess TrainingProcess { get; init; }

    /// <summary>The normalisation of a window.</summary>
    public Normalization Normalization() => new(
        [.. Enumerable.Repeat(Mean, Shape.Steps).SelectMany(mean => mean)],
        [.. Enumerable.Repeat(StandardDeviation, Shape.Steps).SelectMany(deviation => deviation)]);

    /// <summary>The standard deviation of the observation error, physical units.</summary>
    public double PhysicalObservationError => ObservationError * StandardDeviation[ObservedComponent];

    /// <summary>The observation process of that short name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those there are.</exception>
    public ObservationProcess Process(string name) =>
        Processes.TryGetValue(name, out var process) ? process : throw new ArgumentException(
            $"setting '{Name}' has no observation process '{name}'; it has: {string.Join(", ", Processes.Keys)}");
}
