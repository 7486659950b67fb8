namespace NeuralDA.Assimilation.Observations;

/// <summary>
/// The gross-error check. Each observation is compared with the analysis made from all the others, so the verdict depends on
/// the set of observations and not on the order in which they came.
/// </summary>
public static class QualityControl
{
    /// <summary>Finds the observation that the others contradict most.</summary>
    /// <param name="departures">The departures of a window's observations.</param>
    /// <param name="threshold">How many standard deviations of its leave-one-out departure are tolerated.</param>
    /// <param name="isCandidate">Which observations may be found, by index; null is all of them.</param>
    /// <returns>Its index, or −1 if all are within the threshold. Leave it out, analyse again, and ask again.</returns>
    public static int WorstGrossError(
        IReadOnlyList<ObservationDeparture> departures, double threshold, Predicate<int>? isCandidate = null)
    {
        ArgumentNullException.ThrowIfNull(departures);
        var (worst, index) = (threshold * threshold, -1);
        for (var i = 0; i < departures.Count; i++)
        {
            var ratio = departures[i].LeaveOneOut * departures[i].LeaveOneOut / departures[i].LeaveOneOutVariance;
            if (ratio > worst && isCandidate?.Invoke(i) != false) (worst, index) = (ratio, i);
        }
        return index;
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
