using System.Globalization;
using System.Text.Json.Serialization;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Training;

/// <summary>How windows are cut out of recorded trajectories.</summary>
/// <param name="ContentHash">Which trajectories: the SHA-256 of their content, lowercase hexadecimal.</param>
/// <param name="Components">The number φ of components.</param>
/// <param name="Steps">The number T of steps in a window.</param>
/// <param name="Stride">Steps from the begin of one window to the begin of the next.</param>
/// <param name="Observed">The indices of the components that are observed in training, separated by commas; the others stay hidden.</param>
public sealed record RecordedPlan(string ContentHash, int Components, int Steps, int Stride, string Observed)
{
    /// <summary>The standard deviation of observation errors in training, in units of a component's own standard deviation.</summary>
    public const double ObservationError = 0.05;

    /// <summary>The shape of a window.</summary>
    [JsonIgnore]
    public WindowShape Shape => new(Steps, Components);

    /// <summary>The observed components.</summary>
    /// <exception cref="FormatException">One is not a number.</exception>
    [JsonIgnore]
    public IReadOnlyList<int> ObservedComponents => [.. Observed.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    /// <summary>Refuses what cannot be cut.</summary>
    /// <exception cref="ArgumentException">A number is out of range; the message says which and what it may be.</exception>
    internal void Validate()
    {
        Require(Components >= 1, $"Components is {Components}; it must be at least 1");
        Require(Steps >= 8, $"the window has {Steps} steps; it must have at least 8");
        Require(Stride >= 1, $"Stride is {Stride}; it must be at least 1");
        Require(Observed.Split(',').All(text => int.TryParse(text, out var i) && i >= 0 && i < Components),
            $"the observed components are [{Observed}]; they must be of 0 .. {Components - 1}");

        static void Require(bool holds, string problem)
        {
            if (!holds) throw new ArgumentException(problem);
        }
    }
}
