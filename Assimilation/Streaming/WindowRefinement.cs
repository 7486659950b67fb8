using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// Refines analyses by 4D-Var. From one start, the minimum is returned. From several it is the mean of the minima by their
/// evidence, since it errs least, and after the newest observation the mean of an ensemble from them. The trajectory handed on
/// is the minimum of lowest cost: a start must be a course that the model can take.
/// </summary>
internal sealed class WindowRefinement(
    Prior prior, NeuralBlock block, WindowPreparation preparation, DepartureReader departures, Refinement refinement)
{
    private readonly RefinementStarts _starts = new(prior, block, preparation);
    private readonly ForecastTail _tail = new(prior, preparation);

    /// <summary>Refines those windows that ask for it.</summary>
    /// <param name="windows">At most as many as a block holds.</param>
    public void Run(AnalysedWindow[] windows)
    {
        var wanted = Enumerable.Range(0, windows.Length).Where(i => windows[i].Problem.RefinementSteps > 0);
        foreach (var group in wanted.GroupBy(i => windows[i].Problem.RefinementSteps))
        {
            int[] members = [.. group];
            var starts = _starts.Of(Array.ConvertAll(members, i => windows[i]));
            (int Window, double[] Start)[] descents =
                [.. members.Zip(starts).SelectMany(pair => pair.Second.Select(start => (pair.First, start)))];
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
        if (finite.Length == 0) finite = minima[..1];
        var mixture = new EvidenceMixture(finite);
        var (mean, deviation) = ((double[])mixture.Mean.Clone(), (double[])mixture.StandardDeviation.Clone());
        var last = _tail.Replace(mixture, minima.Length > 1 ? Newest(window.Problem) : prior.Shape.Steps - 1, mean, deviation);
        var best = finite.MinBy(minimum => minimum.Cost)!;
        // What no course of the model explains is a gross error, not what surprises the network.
        var departed = departures.Read(window.Window, best.Mean, best.ObservedVariances);
        return window with
        {
            Estimate = window.Estimate with
            {
                Departures = departed, DegreesOfFreedomForSignal = departed.Sum(departure => departure.Influence),
                RefinedMean = mean, RefinedStandardDeviation = deviation, LastCovariance = last.Covariance.ToRowMajorArray(),
            },
            Trajectory = best.Mean,
            Last = best.StateAt(prior.Shape.Steps - 1),
            Minima = mixture,
        };
    }

    private static int Newest(WindowProblem problem) =>
        (int)Math.Ceiling(problem.Observations.Select(observation => observation.Step).DefaultIfEmpty(0).Max());
}
