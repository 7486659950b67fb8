using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// Carries by the neural prior alone: the window is assimilated again from its analysis with the dropped observations only,
/// and the marginal at the next window's begin is what they taught.
/// </summary>
internal sealed class NeuralCarry(Prior prior, NeuralBlock block, WindowPreparation preparation)
{
    // Networks have not seen windows without observations and are too sure of themselves there. A factor of the variance, chosen on
    // validation tracks.
    private const double InflationWithoutObservations = 3;

    // An analysis is what later applications expect, see Continuation.
    private readonly int _level = Math.Min(1, prior.Networks.Levels - 1);

    /// <summary>The next windows' first states, each in the units of a first step; null where the solve failed.</summary>
    /// <param name="tasks">At most as many as there are lanes.</param>
    public StateEstimate?[] Run(CarryTask[] tasks)
    {
        if (Array.Exists(tasks, task => task.Shift < prior.Shape.Steps))
            block.Run(
                Array.ConvertAll(tasks, task => task.Analysis), Array.ConvertAll(tasks, task => task.Dropped),
                Array.ConvertAll(tasks, task => task.Arrival), [], _level);
        return [.. tasks.Select((task, lane) => task.Shift < prior.Shape.Steps ? Read(task, lane) : Beyond(task.Last))];
    }

    // One step beyond the window no prior reaches; what follows a state by climatology is good for one step.
    private StateEstimate Beyond(StateEstimate last)
    {
        var first = preparation.ClimatologyOf(0).Beyond(prior.Normalization.Rebase(last, prior.Shape.Steps - 1, 0));
        return prior.Normalization.Rebase(prior.Climatology.Given(first, step: 0).State(1, prior.Shape.Components), 1, 0);
    }

    private StateEstimate? Read(CarryTask task, int lane)
    {
        if (block.Status(lane) != SolveStatus.Succeeded) return null;
        var state = prior.Normalization.Rebase(block.StateAt(task.Shift, lane), task.Shift, 0);
        return state with { Covariance = state.Covariance * (task.IsObserved ? 1 : InflationWithoutObservations) };
    }
}
