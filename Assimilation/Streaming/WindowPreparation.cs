using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>Makes windows ready: background, first guess, and what the window before handed on.</summary>
internal sealed class WindowPreparation(Prior prior, PointObservationOperator observe)
{
    // Up to this part of the climatological variance a state is known well enough for a network to go on from without
    // observations; chosen on validation tracks.
    private const double WellKnown = 0.1;

    private readonly StateClimatology?[] _climatologies = new StateClimatology?[prior.Shape.Steps];

    /// <summary>The climatology of a step.</summary>
    public StateClimatology ClimatologyOf(int step) =>
        _climatologies[step] ??= new StateClimatology(prior.Climatology.State(step, prior.Shape.Components));

    /// <summary>Makes a window ready.</summary>
    /// <exception cref="ArgumentException">An observation is out of range, or what was carried is not from such a window.</exception>
    public PreparedWindow Prepare(WindowProblem problem)
    {
        var observations = observe.Observe(problem.Observations);
        var own = prior.Climatology.FirstGuess(observations);
        var isEmpty = observations.Count == 0;
        if (problem.Carried is not { } carried)
            return new PreparedWindow(problem, observations, own.Mean, own, Outage: isEmpty ? Climatological() : null);

        carried.Require(prior.Shape);
        var arrival = carried.Arrival(ClimatologyOf(0));
        var background = prior.Climatology.Given(arrival, step: 0);
        var continuation = Continue(carried);
        return new PreparedWindow(
            problem, observations, own.Mean, background.Estimate(observations), arrival, continuation,
            isEmpty && !IsWellKnown(arrival) ? Forecast(background, continuation, problem.Shift) : null);
    }

    private Continuation? Continue(CarriedInformation carried)
    {
        var common = carried.Overlap.Length / prior.Shape.Components;
        return common == 0 ? null : new Continuation(carried.Overlap, carried.Last(ClimatologyOf(common - 1)));
    }

    private bool IsWellKnown(StateInformation arrival)
    {
        var (known, climate) = (ClimatologyOf(0).Given(arrival).Covariance, prior.Climatology.State(0, prior.Shape.Components));
        return known.Diagonal().PointwiseDivide(climate.Covariance.Diagonal()).Average() <= WellKnown;
    }

    private OutageForecast Climatological()
    {
        var (n, last) = (prior.Shape.Components, prior.Shape.Steps - 1);
        return new OutageForecast(
            (double[])prior.Climatology.Mean.Clone(), prior.Climatology.Variances,
            prior.Climatology.State(last, n), prior.Climatology.State(0, n));
    }

    // The analysis as far as it reaches, and from there what climatology makes of its last state.
    private OutageForecast Forecast(WindowBackground background, Continuation? continuation, int shift)
    {
        var (steps, n) = (prior.Shape.Steps, prior.Shape.Components);
        var overlap = continuation?.Overlap ?? [];
        var later = continuation is null ? background : prior.Climatology.Given(continuation.Last, overlap.Length / n - 1);
        var next = shift < steps
            ? prior.Normalization.Rebase(background.State(shift, n), shift, 0)
            : prior.Climatology.State(0, n);
        return new OutageForecast(
            [.. overlap, .. later.Mean[overlap.Length..]], later.Variances, later.State(steps - 1, n), next);
    }
}
