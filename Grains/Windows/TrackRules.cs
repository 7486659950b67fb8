using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>What a track's options must fulfil, and what the ones left open become.</summary>
internal static class TrackRules
{
    /// <summary>Resolves the options against the prior.</summary>
    /// <param name="options">The options as given.</param>
    /// <param name="prior">The prior they name.</param>
    /// <exception cref="InvalidTrackException">An option is out of range.</exception>
    public static TrackDefinition Define(TrackOptions options, PriorDescription prior)
    {
        var shift = options.ShiftSteps ?? Math.Max(1, prior.Steps / 4);
        var timeStep = options.TimeByStep ? 1 : prior.TimeStep;
        var lateness = options.Lateness ?? shift * timeStep;

        Require(double.IsFinite(options.Origin), $"the origin is {options.Origin}; expected a finite time");
        Require(shift >= 1 && shift <= prior.Steps, $"the shift is {shift} steps; expected 1..{prior.Steps}");
        Require(double.IsFinite(lateness) && lateness >= 0, $"the lateness is {lateness}; expected 0 or more");
        Require(double.IsFinite(options.GrossErrorThreshold) && options.GrossErrorThreshold >= 0,
            $"the gross-error threshold is {options.GrossErrorThreshold}; expected 0 (off) or more");
        Require(options.RefinementSteps >= 0, $"the refinement has {options.RefinementSteps} steps; expected 0 or more");
        Require(options.RefinementSteps == 0 || prior.System is not null,
            $"refinement needs a physical model, and the prior '{options.PriorName}' names none");
        Require(options.RefinementStarts is null or (>= 1 and <= WindowProblem.MostStarts),
            $"refinement has {options.RefinementStarts} starts; expected 1..{WindowProblem.MostStarts}");
        Require(options.HorizonWindows >= 1, $"the horizon is {options.HorizonWindows} windows; expected at least 1");
        RequireQualityControl(options.QualityControl, prior);

        return new TrackDefinition(
            options,
            options with { ShiftSteps = shift, Lateness = lateness },
            new WindowGrid(options.Origin, timeStep, prior.Steps, shift),
            [.. prior.Components], [.. prior.Units]);
    }

    private static void RequireQualityControl(QualityControlOptions options, PriorDescription prior)
    {
        var bounded = new HashSet<string>();
        foreach (var (component, low, high) in options.Bounds.Components)
        {
            Require(prior.Components.Contains(component),
                $"bounds of '{component}'; expected one of {string.Join(", ", prior.Components)}");
            Require(bounded.Add(component), $"two bounds of '{component}'; expected one");
            Require(low < high, $"the bounds of '{component}' are {low}..{high}; expected an ascending range");
        }
        Require(options.StuckAfter is 0 or >= 2, $"stuck is after {options.StuckAfter}; expected 0 (off) or at least 2");
        Require(double.IsFinite(options.SpikeThreshold) && options.SpikeThreshold >= 0,
            $"the spike threshold is {options.SpikeThreshold}; expected 0 (off) or more");
        Require(options.MaximumPerStep >= 0, $"at most {options.MaximumPerStep} per step; expected 0 (no limit) or more");
        Require(options.ReopenAfter >= 1, $"re-opening is after {options.ReopenAfter}; expected at least 1");
        Require(Enum.IsDefined(options.GrossErrors), $"the treatment of gross errors is {options.GrossErrors}; expected one there is");
    }

    private static void Require(bool fulfilled, string problem)
    {
        if (!fulfilled) throw new InvalidTrackException($"Track options: {problem}.");
    }
}
