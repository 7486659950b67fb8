using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// Refines analyses by 4D-Var from one start or several. The minimum of lowest cost is handed on, since what is carried must be
/// one state and its linearisation; the mean of all minima by their evidence is returned, since it errs least.
/// </summary>
internal sealed class WindowRefinement(Refinement refinement, RefinementStarts starts)
{
    /// <summary>Refines those windows that ask for it.</summary>
    /// <param name="windows">At most as many as there are lanes.</param>
    public void Run(AnalysedWindow[] windows)
    {
        var wanted = Enumerable.Range(0, windows.Length).Where(i => windows[i].Problem.RefinementSteps > 0);
        foreach (var group in wanted.GroupBy(i => windows[i].Problem.RefinementSteps)) Refine(windows, [.. group], group.Key);
    }

    private void Refine(AnalysedWindow[] windows, int[] members, int solves)
    {
        var of = starts.Of(Array.ConvertAll(members, i => windows[i]));
        var problems = members.Zip(of, (i, starts) => starts.Select(start => (Start: start, Window: windows[i])))
            .SelectMany(each => each).ToArray();
        var minima = refinement.Run(
            Array.ConvertAll(problems, each => each.Start), Array.ConvertAll(problems, each => each.Window.Observations), solves,
            Array.ConvertAll(problems, each => each.Window.Arrival));
        var first = 0;
        foreach (var (i, count) in members.Zip(of, (i, starts) => (i, starts.Length)))
        {
            windows[i] = Combine(windows[i], [.. minima.Skip(first).Take(count)]);
            first += count;
        }
    }

    private static AnalysedWindow Combine(AnalysedWindow window, RefinedWindow[] minima)
    {
        // A forecast may have left for infinity; the neural analysis, the first, stays whatever became of it.
        RefinedWindow[] found = [.. minima.Where((minimum, k) => k == 0 || double.IsFinite(minimum.LogEvidence))];
        var best = found.MinBy(minimum => double.IsNaN(minimum.Cost) ? double.PositiveInfinity : minimum.Cost)!;
        if (found.Length == 1) return window.With(best, best.Mean, best.StandardDeviation);
        var (mean, deviation, _) = EvidenceMixture.Combine(found);
        return window.With(best, mean, deviation);
    }
}
