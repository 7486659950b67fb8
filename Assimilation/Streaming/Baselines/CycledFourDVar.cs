using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Streaming.Baselines;

/// <summary>
/// Cycled weak-constraint 4D-Var without a network: each window starts from the previous analysis and its physical forecast, its
/// background is what the dropped observations taught, and it runs to convergence.
/// </summary>
/// <param name="prior">Whose physical model, units and climatology are used.</param>
public sealed class CycledFourDVar(Prior prior) : IStreamingMethod
{
    private readonly Refinement _refinement = new(prior);
    private readonly PhysicalContinuation<Float64> _continuation = new(prior);
    private readonly StateClimatology _climatology = new(prior.Climatology.State(0, prior.Shape.Components));
    private readonly PointObservationOperator _observe = new(prior.Shape, prior.Normalization, prior.Representativeness);

    /// <inheritdoc/>
    public string Name => "cycled 4D-Var";

    /// <inheritdoc/>
    public IEnumerable<MethodEstimate[]> Follow(IReadOnlyList<SimulatedTrack> tracks, int shift)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        var (n, length) = (prior.Shape.Components, prior.Shape.Steps);
        var arrivals = new StateInformation?[tracks.Count];
        var starts = new double[]?[tracks.Count];
        for (var begin = 0; begin + length <= tracks[0].Truth.Length / n; begin += shift)
        {
            PointObservation[][] points = [.. tracks.Select(track => track.Between(begin, begin + length))];
            var observations = Array.ConvertAll(points, _observe.Observe);
            double[][] first = [.. starts.Select((start, i) => start ?? prior.Climatology.FirstGuess(observations[i]).Mean)];
            var refined = _refinement.Run(first, observations, Refinement.Converged, arrivals);
            yield return [.. refined.Select(window => new MethodEstimate(window.Mean[^n..], window.StandardDeviation[^n..]))];

            var states = _refinement.Carry([.. refined.Select((window, i) => new CarryTask(
                _observe.Observe([.. points[i].Where(point => point.Step < shift)]), points[i].Length > 0, arrivals[i], window.Mean,
                window.StateAt(length - 1), shift))]);
            for (var i = 0; i < tracks.Count; i++)
            {
                arrivals[i] = states[i] is { } state ? _climatology.Beyond(state) : null;
                starts[i] = _continuation.Of(prior.Normalization.Rebase(refined[i].Mean, shift * n));
            }
        }
    }
}
