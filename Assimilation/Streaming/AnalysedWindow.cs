using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>A window between its analysis and the next window, normalised units.</summary>
/// <param name="Window">The window.</param>
/// <param name="Estimate">What will be returned.</param>
/// <param name="Trajectory">The analysis that is handed on, [d]: the refined one where there is one.</param>
/// <param name="Last">The posterior of its last state, or null where nothing is handed on.</param>
internal sealed record AnalysedWindow(
    PreparedWindow Window, WindowEstimate Estimate, double[] Trajectory, StateEstimate? Last)
{
    public WindowProblem Problem => Window.Problem;

    public ObservationSet Observations => Window.Observations;

    public StateInformation? Arrival => Window.Arrival;

    /// <summary>The minima of refinement, or null where there is none.</summary>
    public EvidenceMixture? Minima { get; init; }
}
