using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>Finds a window's background and first guess from climatology and from what the window before handed on.</summary>
internal sealed class WindowPreparation(Prior prior, PointObservationOperator observe)
{
    private readonly StateClimatology?[] _climatologies = new StateClimatology?[prior.Shape.Steps];

    /// <summary>The climatology of a step.</summary>
    public StateClimatology ClimatologyOf(int step) =>
        _climatologies[step] ??= new StateClimatology(prior.Climatology.State(step, prior.Shape.Components));

    /// <summary>Makes a window ready.</summary>
    /// <exception cref="ArgumentException">An observation is out of range, or what was carried is not from such a window.</exception>
    public PreparedWindow Prepare(WindowProblem problem)
    {
        var observations = observe.Observe(problem.Observations);
        if (problem.Carried is not { } carried)
        {
            var guess = prior.Climatology.FirstGuess(observations);
            return new PreparedWindow(problem, observations, null, guess, guess.Mean);
        }
        carried.Require(prior.Shape);
        var arrival = carried.Arrival(ClimatologyOf(0));
        var background = prior.Climatology.FirstGuess(observations, arrival, step: 0);
        var firstGuess = carried.Overlap.Length == 0 ? background.Mean : Continue(carried, problem.Observations);
        return new PreparedWindow(problem, observations, arrival, background, firstGuess);
    }

    // The previous analysis as far as it reaches; from there what climatology makes of its last state and the new
    // observations. A physical forecast in place of that tail diverges over long gaps.
    private double[] Continue(CarriedInformation carried, IReadOnlyList<PointObservation> observations)
    {
        var n = prior.Shape.Components;
        var common = carried.Overlap.Length / n;
        var last = carried.Last(ClimatologyOf(common - 1));
        var fresh = observe.Observe([.. observations.Where(observation => observation.Step >= common)]);
        var tail = prior.Climatology.FirstGuess(fresh, last, common - 1).Mean;
        return [.. carried.Overlap, .. tail[carried.Overlap.Length..]];
    }
}
