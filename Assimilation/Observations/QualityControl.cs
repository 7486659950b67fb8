namespace NeuralDA.Assimilation.Observations;

/// <summary>
/// The gross-error check. Each observation is compared with the analysis made from all the others, so the verdict depends on
/// the set of observations and not on the order in which they came.
/// </summary>
public static class QualityControl
{
    private const int CandidatesPerFound = 8;
    private const double LeastPart = 0.5;

    /// <summary>Finds the observations that the others contradict most.</summary>
    /// <param name="departures">The departures of a window's observations.</param>
    /// <param name="threshold">How many standard deviations of its leave-one-out departure are tolerated.</param>
    /// <param name="isCandidate">Which observations may be found, by index; null is all of them.</param>
    /// <returns>
    /// Their indices, the worst first; none if all are within the threshold. Leave them out, analyse again, and ask again. Beside the
    /// worst are only those that depart more than half as far, since good ones beside a gross error seem to depart too; and no more
    /// than one in eight of the candidates, since where these are few one pulls much at the others.
    /// </returns>
    public static int[] WorstGrossErrors(
        IReadOnlyList<ObservationDeparture> departures, double threshold, Predicate<int>? isCandidate = null)
    {
        ArgumentNullException.ThrowIfNull(departures);
        var candidates = Enumerable.Range(0, departures.Count).Where(i => isCandidate?.Invoke(i) != false)
            .Select(i => (Index: i, Ratio: Math.Abs(departures[i].LeaveOneOut) / Math.Sqrt(departures[i].LeaveOneOutVariance)))
            .OrderByDescending(candidate => candidate.Ratio).ToList();
        var least = candidates.Count == 0 ? 0 : Math.Max(threshold, candidates[0].Ratio * LeastPart);
        return [.. candidates.Take(Math.Max(1, candidates.Count / CandidatesPerFound))
            .TakeWhile(candidate => candidate.Ratio > least).Select(candidate => candidate.Index)];
    }

    /// <summary>
    /// Huber's weight of an observation: 1 within the threshold, beyond it threshold / |r| of the standardised departure r from
    /// the analysis made without it, so that its pull on the analysis grows no further.
    /// </summary>
    /// <param name="departure">Its departure, where it may have been assimilated with a larger error variance.</param>
    /// <param name="errorVariance">Its own error variance R, positive.</param>
    /// <param name="threshold">How many standard deviations count in full, positive.</param>
    /// <remarks>Huber, Ann. Math. Statist. 35, 1964; Tavolato and Isaksen, Q. J. R. Meteorol. Soc. 141, 2015.</remarks>
    public static double HuberWeight(ObservationDeparture departure, double errorVariance, double threshold)
    {
        var withoutIt = departure.LeaveOneOutVariance - departure.ErrorVariance;
        var standardised = Math.Abs(departure.LeaveOneOut) / Math.Sqrt(withoutIt + errorVariance);
        return standardised > threshold ? threshold / standardised : 1;
    }
}
