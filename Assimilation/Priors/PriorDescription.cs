using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Priors;

/// <summary>What a learned prior is for.</summary>
public sealed record PriorDescription
{
    /// <summary>The prior's name, by which tracks ask for it.</summary>
    public required string Name { get; init; }

    /// <summary>The setting or data set that it was trained on.</summary>
    public required string Setting { get; init; }

    /// <summary>The names of the components, [φ].</summary>
    public required IReadOnlyList<string> Components { get; init; }

    /// <summary>Their units, [φ].</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>Model time units from one step to the next.</summary>
    public required double TimeStep { get; init; }

    /// <summary>The physical model behind the data, if known: what refinement and forecasts use. Else null.</summary>
    public PhysicalModel? Model { get; init; }

    /// <summary>The sizes of the networks and of the windows.</summary>
    public required PriorArchitecture Architecture { get; init; }

    /// <summary>The number T of steps in a window.</summary>
    public int Steps => Architecture.Shape.Steps;

    /// <summary>The name of the physical system, or null if unknown.</summary>
    public string? System => Model?.System;

    /// <summary>The index of a component, or −1 if the prior has none of that name.</summary>
    public int IndexOf(string component)
    {
        for (var i = 0; i < Components.Count; i++)
            if (Components[i] == component) return i;
        return -1;
    }

    /// <summary>Refuses descriptions, as a file may hold them, that no prior can have.</summary>
    /// <exception cref="FormatException">Something is missing or out of range; the message says what was expected.</exception>
    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(Name), "its name is empty");
        Require(Architecture is not null, "it does not describe its networks");
        Architecture!.Validate();
        var n = Architecture.Shape.Components;
        Require(Components?.Count == n && Components.Distinct().Count() == n && !Components.Any(string.IsNullOrWhiteSpace),
            $"its components are [{string.Join(", ", Components ?? [])}]; expected {n} different names");
        Require(Units?.Count == n && Units.All(unit => unit is not null),
            $"its units are [{string.Join(", ", Units ?? [])}]; expected {n}");
        Require(double.IsFinite(TimeStep) && TimeStep > 0, $"its time step is {TimeStep}; expected a positive number");
        if (Model is null) return;
        Require(Model.Parameters is not null && Model.ModelErrorVariance?.Count == n
            && Model.ModelErrorVariance.All(variance => double.IsFinite(variance) && variance > 0)
            && double.IsFinite(Model.TimeStep) && Model.TimeStep > 0
            && DynamicalSystems.Create<Float64>(Model.System, Model.Parameters).StateSize == n,
            $"its physical model does not fit {n} components, or lacks a positive time step or model error");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds) throw new FormatException(message);
    }
}
