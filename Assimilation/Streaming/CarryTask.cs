using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>An analysed window whose knowledge is to reach the window S steps later.</summary>
/// <param name="Dropped">The observations before that window's begin: the others it will use itself.</param>
/// <param name="IsObserved">Whether the window has observations at all.</param>
/// <param name="Arrival">What was known of this window's first state, or null.</param>
/// <param name="Analysis">The analysis, where the carrying solve starts, [d], normalised units.</param>
/// <param name="Last">The posterior of the last state.</param>
/// <param name="Shift">S.</param>
internal sealed record CarryTask(
    ObservationSet Dropped, bool IsObserved, StateInformation? Arrival, double[] Analysis, StateEstimate Last, int Shift);
