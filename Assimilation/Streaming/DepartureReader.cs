using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>How the observations of a window depart from its background and from an analysis.</summary>
internal sealed class DepartureReader(PointObservationOperator observe)
{
    /// <summary>The departures in the order of the problem, physical units.</summary>
    /// <param name="window">The window.</param>
    /// <param name="analysis">The analysis, [d], normalised units.</param>
    /// <param name="variances">Its variance H A⁻¹ Hᵀ at each observation, [m], normalised units.</param>
    public ObservationDeparture[] Read(PreparedWindow window, double[] analysis, double[] variances) => Read(
        window.Problem.Observations, window.Observations, window.Background.Innovations, window.Background.BackgroundVariances,
        analysis, variances);

    /// <summary>The departures of observations, physical units.</summary>
    /// <param name="points">The observations as they came.</param>
    /// <param name="observations">The same in normalised units, in their order.</param>
    /// <param name="oMinusB">Their departures from the background, [m], normalised units.</param>
    /// <param name="backgroundVariances">H B Hᵀ, [m].</param>
    /// <param name="analysis">The analysis, [d].</param>
    /// <param name="variances">H A⁻¹ Hᵀ, [m].</param>
    public ObservationDeparture[] Read(
        IReadOnlyList<PointObservation> points, ObservationSet observations, double[] oMinusB, double[] backgroundVariances,
        double[] analysis, double[] variances)
    {
        var oMinusA = observations.Departures(analysis);
        var departures = new ObservationDeparture[observations.Count];
        for (var i = 0; i < departures.Length; i++)
        {
            var scale = observe.Scale(points[i]);
            var square = scale * scale;
            departures[i] = new ObservationDeparture(
                scale * oMinusB[i], scale * oMinusA[i], square * backgroundVariances[i],
                square * variances[i], square * observations.ErrorVariances[i]);
        }
        return departures;
    }
}
