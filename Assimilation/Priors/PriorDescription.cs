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
}
