using System.Globalization;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Grains.Interfaces.Priors;

namespace NeuralDA.Grains.Priors;

/// <summary>A prior as it is reported.</summary>
internal static class PriorMapping
{
    public static PriorStatus ToStatus(string name, CachedPrior current, PriorState state)
    {
        var description = current.Prior.Description;
        return new PriorStatus
        {
            Name = name,
            CurrentVersion = current.Version,
            Versions = [.. state.Versions],
            Steps = description.Steps,
            TimeStep = description.TimeStep,
            Components = [.. description.Components],
            Units = [.. description.Units],
            System = description.System,
            Metadata = new Dictionary<string, string>(current.Prior.Metadata),
        };
    }

    /// <summary>What all versions of a prior share, since tracks are built on it.</summary>
    public static string Shape(PriorDescription prior)
    {
        var components = prior.Components.Zip(prior.Units, (component, unit) => $"{component} [{unit}]");
        return string.Create(CultureInfo.InvariantCulture,
            $"{prior.Steps} steps of {prior.TimeStep} and components {string.Join(", ", components)}");
    }
}
