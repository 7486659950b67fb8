using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>4D-Var of many windows, whatever the lanes it computes in; see <see cref="Refinement"/>.</summary>
internal interface IRefinementLanes
{
    /// <inheritdoc cref="Refinement.Run"/>
    IReadOnlyList<RefinedWindow> Run(
        IReadOnlyList<double[]> starts, IReadOnlyList<ObservationSet> observations, int maximumSolves,
        IReadOnlyList<StateInformation?>? arrivals);

    /// <inheritdoc cref="Refinement.Carry"/>
    StateEstimate?[] Carry(IReadOnlyList<CarryTask> tasks);
}
