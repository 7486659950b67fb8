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
        var lateness = options.Lateness ?? shift * prior.TimeStep;

        Require(double.IsFinite(options.Origin), $"the origin is {options.Origin}; expected a finite time");
        Require(shift >= 1 && shift <= prior.Steps, $"the shift is {shift} steps; expected 1..{prior.Steps}");
        Require(double.IsFinite(lateness) && lateness >= 0, $"the lateness is {lateness}; expected 0 or more");
        Require(double.IsFinite(options.GrossErrorThreshold) && options.GrossErrorThreshold >= 0,
            $"the gross-error threshold is {options.GrossErrorThreshold}; expected 0 (off) or more");
        Require(options.RefinementSteps >= 0, $"the refinement has {options.RefinementSteps} steps; expected 0 or more");
        Require(options.RefinementSteps == 0 || prior.System is not null,
            $"refinement needs a physical model, and the prior '{options.PriorName}' names none");
        Require(options.HorizonWindows >= 1, $"the horizon is {options.HorizonWindows} windows; expected at least 1");

        return new TrackDefinition(
            options,
            options with { ShiftSteps = shift, Lateness = lateness },
            new WindowGrid(options.Origin, prior.TimeStep, prior.Steps, shift),
            [.. prior.Components]);

        static void Require(bool fulfilled, string problem)
        {
            if (!fulfilled) throw new InvalidTrackException($"Track options: {problem}.");
        }
    }
}
