using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// Hands on what windows learned. Only the observations before the next window's begin are carried, by a solve of their own:
/// those in common will be used by the next window itself, so nothing is used twice. By the physical model where the analysis
/// was refined with it, else by the neural prior.
/// </summary>
internal sealed class WindowCarry(
    Prior prior, PointObservationOperator observe, WindowPreparation preparation, NeuralCarry neural, Refinement? physical)
{
    /// <summary>Completes the estimates of those windows that hand on.</summary>
    public void Run(AnalysedWindow[] windows)
    {
        int[] members = [.. Enumerable.Range(0, windows.Length).Where(i => HandsOn(windows[i]))];
        foreach (var refined in members.GroupBy(i => windows[i].Problem.RefinementSteps > 0))
        {
            var tasks = refined.Select(i => Task(windows[i])).ToArray();
            var states = refined.Key ? CarryMinima([.. refined.Select(i => windows[i].Minima!)], tasks) : neural.Run(tasks);
            foreach (var (i, task, state) in refined.Zip(tasks, states)) HandOn(ref windows[i], task, state);
        }
    }

    // Where the cost has several minima it is not settled which was the way, and what is carried has to say so: a track that was
    // sure of the wrong one would refuse the observations that could tell it.
    private StateEstimate?[] CarryMinima(EvidenceMixture[] mixtures, CarryTask[] tasks)
    {
        var states = new Queue<StateEstimate?>(physical!.Carry([.. mixtures.Zip(tasks).SelectMany(pair =>
            pair.First.Minima.Select(minimum => pair.Second with { Analysis = minimum.Mean }))]));
        return Array.ConvertAll(mixtures, mixture =>
        {
            var each = mixture.Minima.Select(_ => states.Dequeue()).ToArray();
            return each.Length == 1 || Array.Exists(each, state => state is null)
                ? each[0]
                : mixture.Moments(Array.ConvertAll(each, state => preparation.ClimatologyOf(0).Bounding(state!)));
        });
    }

    // A prior without a spread has nothing to weigh what it handed on with.
    private bool HandsOn(AnalysedWindow window) => window.Problem.Shift > 0 && (window.Problem.RefinementSteps > 0
        || (window.Estimate.Status == SolveStatus.Succeeded && prior.Networks.Form != PriorForm.MeanOnly));

    private CarryTask Task(AnalysedWindow window)
    {
        var shift = window.Problem.Shift;
        var dropped = observe.Observe([.. window.Problem.Observations.Where(observation => observation.Step < shift)]);
        return new CarryTask(dropped, window.Observations.Count > 0, window.Arrival, window.Trajectory, window.Last!, shift);
    }

    private void HandOn(ref AnalysedWindow window, CarryTask task, StateEstimate? first)
    {
        if (window.Problem.RefinementSteps == 0 && window.Window.Outage is { } outage) first = outage.Next;
        if (first is null) return;
        var arrival = preparation.ClimatologyOf(0).Beyond(first);
        var overlap = prior.Normalization.Rebase(task.Analysis, task.Shift * prior.Shape.Components);
        var (end, common) = (prior.Shape.Steps - 1, prior.Shape.Steps - task.Shift);
        var last = common == 0
            ? null
            : preparation.ClimatologyOf(common - 1).Beyond(prior.Normalization.Rebase(task.Last, end, common - 1));
        var carried = new CarriedInformation(
            arrival.Precision.ToRowMajorArray(), arrival.Vector.ToArray(), overlap,
            last?.Precision.ToRowMajorArray() ?? [], last?.Vector.ToArray() ?? []);
        window = window with { Estimate = window.Estimate with { Carried = carried } };
    }
}
