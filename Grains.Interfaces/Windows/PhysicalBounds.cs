namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>Physical ranges of components. Equal when they hold equal ranges.</summary>
/// <param name="Components">The ranges, each component at most once.</param>
[GenerateSerializer, Immutable, Alias("neuralda.PhysicalBounds")]
public sealed record PhysicalBounds([property: Id(0)] ComponentBounds[] Components)
{
    /// <summary>No bounds.</summary>
    public static PhysicalBounds None { get; } = new([]);

    /// <summary>True when both hold equal ranges in the same order.</summary>
    /// <param name="other">The bounds to compare with.</param>
    public bool Equals(PhysicalBounds? other) => other is not null && Components.AsSpan().SequenceEqual(other.Components);

    /// <inheritdoc/>
    public override int GetHashCode() => Components.Length == 0 ? 0 : HashCode.Combine(Components.Length, Components[0]);

    /// <inheritdoc/>
    public override string ToString() => Components.Length == 0 ? "none" : string.Join(", ", Components);
}

/// <summary>The range of one component, both ends included, physical units.</summary>
/// <param name="Component">Name of the component.</param>
/// <param name="Low">Least possible value.</param>
/// <param name="High">Largest possible value.</param>
[GenerateSerializer, Immutable, Alias("neuralda.ComponentBounds")]
public readonly record struct ComponentBounds(
    [property: Id(0)] string Component, [property: Id(1)] double Low, [property: Id(2)] double High);
