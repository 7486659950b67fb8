using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// What climatology makes of a window in which nothing is observed. Networks have not seen such windows and are too sure of
/// themselves there (measured: RMSE 1.1 of the climatological deviation, claimed 0.8), so that an outage would never end in
/// climatology.
/// </summary>
/// <param name="Mean">The mean, [d], normalised units.</param>
/// <param name="Variances">The variances, [d].</param>
/// <param name="Last">The last state.</param>
/// <param name="Next">The first state of the window to be handed on to, in the units of a first step.</param>
internal sealed record OutageForecast(double[] Mean, double[] Variances, StateEstimate Last, StateEstimate Next);
