using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Methods;

/// <summary>One way to estimate windows, as comparisons run it. Not thread-safe.</summary>
public interface IAssimilationMethod
{
    /// <summary>Its name in tables and figures.</summary>
    string Name { get; }

    /// <summary>Estimates windows, all at once: methods that can work in lanes do.</summary>
    IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows);
}

/// <summary>A window as methods see it, with what they share prepared once. Normalised units.</summary>
/// <param name="Window">The simulated window; methods look at its observations only.</param>
/// <param name="Observations">The observations as rows of H.</param>
/// <param name="FirstGuess">z₀, [d].</param>
public sealed record ComparedWindow(
    SimulatedWindow Window, ObservationSet Observations, double[] FirstGuess);

/// <summary>A method's estimate of one window, normalised units.</summary>
/// <param name="Mean">The estimate, [d].</param>
/// <param name="StandardDeviation">Its standard deviation, [d], or null where the method has none.</param>
/// <param name="Solves">Linear solves or evaluations of the prior that it took.</param>
/// <param name="SolvesToThreshold">Those until J / (d + m) fell below 0.05, where a cost is minimised and it did; else null.</param>
public sealed record MethodEstimate(
    double[] Mean, double[]? StandardDeviation = null, int Solves = 0, int? SolvesToThreshold = null);
