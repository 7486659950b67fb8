using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// Carries by the neural prior alone: the window is assimilated again from its analysis with the dropped observations only,
/// and the marginal at the next window's begin is what they taught.
/// </summary>
/// <param name="prior">The prior.</param>
/// <param name="windows">The block that the loop works on.</param>
/// <param name="loop">The neural loop.</param>
/// <param name="preparation">Gives climatologies.</param>
internal sealed class NeuralCarry(
    Prior prior, WindowBlock<Float32Lanes> windows, IncrementalAssimilation<Float32Lanes> loop, WindowPreparation preparation)
{
    private readonly ObservationSet _none = ObservationSet.Empty(prior.Shape.Size);

    /// <summary>The next windows' first states, each in the units of a first step; null where the solve failed.</summary>
    /// <param name="tasks">At most as many as there are lanes.</param>
    public StateEstimate?[] Run(CarryTask[] tasks)
    {
        var states = new StateEstimate?[tasks.Length];
        if (tasks.Length == 0) return states;
        var steps = prior.Shape.Steps;
        windows.Load(
            Array.ConvertAll(tasks, task => task.Analysis), Array.ConvertAll(tasks, task => task.Dropped),
            Array.ConvertAll(tasks, task => task.Arrival));
        loop.Run();
        for (var lane = 0; lane < tasks.Length; lane++)
            if (tasks[lane].Shift < steps) states[lane] = Read(tasks[lane].Shift, lane);

        if (Array.Exists(tasks, task => task.Shift == steps))
        {
            var forecasts = Forecast(tasks);
            for (var lane = 0; lane < tasks.Length; lane++)
                if (tasks[lane].Shift == steps) states[lane] = forecasts[lane];
        }
        return states;
    }

    // One step beyond the window: the second state of a window that begins with the last and has no observations.
    private StateEstimate?[] Forecast(CarryTask[] tasks)
    {
        var arrivals = Array.ConvertAll(tasks, task => (StateInformation?)preparation.ClimatologyOf(0).Beyond(
            prior.Normalization.Rebase(task.Last, prior.Shape.Steps - 1, 0)));
        windows.Load(
            Array.ConvertAll(arrivals, arrival => prior.Climatology.FirstGuess(_none, arrival!, step: 0).Mean),
            Array.ConvertAll(tasks, _ => _none), arrivals);
        loop.Run();
        return [.. Enumerable.Range(0, tasks.Length).Select(lane => Read(1, lane))];
    }

    private StateEstimate? Read(int step, int lane) => loop.Estimate.Status(lane) == SolveStatus.Succeeded
        ? prior.Normalization.Rebase(loop.Estimate.StateAt(step, lane), step, 0)
        : null;
}
