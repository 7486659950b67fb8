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
    /// <returns>Its index, or −1 if all are within the threshold. Leave it out, analyse again, and ask again.</returns>
    public static int WorstGrossError(IReadOnlyList<ObservationDeparture> departures, double threshold)
    {
        ArgumentNullException.ThrowIfNull(departures);
        var (worst, index) = (threshold * threshold, -1);
        for (var i = 0; i < departures.Count; i++)
        {
            var ratio = departures[i].LeaveOneOut * departures[i].LeaveOneOut / departures[i].LeaveOneOutVariance;
            if (ratio > worst) (worst, index) = (ratio, i);
        }
        return index;
    }
}
