using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// The analysis that a window continues. A network's first application expects the Gaussian first guess from observations alone,
/// as it was trained with; the later ones expect estimates. So the first application makes the estimate of the new steps, for
/// which it is told the last state in common, and on the common steps the analysis that was takes the place of its estimate.
/// </summary>
/// <param name="Overlap">The analysis on the common steps, [steps · φ], normalised units.</param>
/// <param name="Last">What is known of the last of these.</param>
public sealed record Continuation(double[] Overlap, StateInformation Last);
