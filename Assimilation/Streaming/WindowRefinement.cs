using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// Refines analyses by 4D-Var. From one start, the minimum is returned and handed on. From several, the minimum of lowest cost is
/// handed on, since what is carried must be one state and its linearisation, and the mean of the minima by their evidence is
/// returned, since it errs least; so is, after the newest observation, the mean of an ensemble from them.
/// </summary>
internal sealed class WindowRefinement(Prior prior, WindowPreparation preparation, Refinement refinement)
{
    private readonly RefinementStarts _starts = new(prior, preparation);
    private readonly ForecastTail _tail = new(prior, preparation);

    /// <summary>Refines those windows that ask for it.</summary>
    public void Run(AnalysedWindow[] windows)
    {
        var wanted = Enumerable.Range(0, windows.Length).Where(i => windows[i].Problem.RefinementSteps > 0);
        foreach (var group in wanted.GroupBy(i => windows[i].Problem.RefinementSteps))
        {
            (int Window, double[] Start)[] descents =
                [.. group.SelectMany(i => _starts.Of(windows[i]).Select(start => (i, start)))];
            var minima = refinement.Run(
                Array.ConvertAll(descents, descent => descent.Start),
                Array.ConvertAll(descents, descent => windows[descent.Window].Observations), group.Key,
                Array.ConvertAll(descents, descent => windows[descent.Window].Arrival));
            foreach (var found in descents.Zip(minima).GroupBy(pair => pair.First.Window, pair => pair.Second))
                windows[found.Key] = Combine(windows[found.Key], [.. found]);
        }
    }

    private AnalysedWindow Combine(AnalysedWindow window, RefinedWindow[] minima)
    {
        // A forecast may have left for infinity.
        RefinedWindow[] finite = [.. minima.Where(minimum => double.IsFinite(minimum.LogEvidence))];
        if (minima.Length == 1 || finite.Length == 0)
            return window.With(minima[0], minima[0].Mean, minima[0].StandardDeviation, minima[0].StateAt(prior.Shape.Steps - 1).Covariance);
        var mixture = new EvidenceMixture(finite);
        var (mean, deviation) = ((double[])mixture.Mean.Clone(), (double[])mixture.StandardDeviation.Clone());
        var newest = window.Problem.Observations.Select(observation => observation.Step).DefaultIfEmpty(0).Max();
        var last = _tail.Replace(mixture, (int)Math.Ceiling(newest), mean, deviation);
        return window.With(finite.MinBy(minimum => minimum.Cost)!, mean, deviation, last);
    }
}
