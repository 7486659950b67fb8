namespace NeuralDA.Assimilation.Observations;

/// <summary>One scalar observation of one component at one time of a window, in physical units.</summary>
/// <param name="Step">The valid time in steps from the window's begin, 0 ≤ step &lt; T; it need not be whole.</param>
/// <param name="Component">The observed component, 0 .. φ − 1.</param>
/// <param name="Value">The observed value.</param>
/// <param name="ErrorStandardDeviation">The standard deviation ρ of its error, positive.</param>
public readonly record struct PointObservation(double Step, int Component, double Value, double ErrorStandardDeviation);
