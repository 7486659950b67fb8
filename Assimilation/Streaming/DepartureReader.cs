using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>How the observations of a window depart from its background and from an analysis.</summary>
internal sealed class DepartureReader(PointObservationOperator observe)
{
    /// <summary>The departures in the order of the problem, physical units.</summary>
    /// <param name="window">The window.</param>
    /// <param name="analysis">The analysis, [d], normalised units.</param>
    /// <param name="variances">Its variance H A⁻¹ Hᵀ at each observation, [m], normalised units.</param>
    public ObservationDeparture[] Read(PreparedWindow window, double[] analysis, double[] variances)
    {
        var (observations, background) = (window.Observations, window.Background);
        var oMinusA = observations.Departures(analysis);
        var departures = new ObservationDeparture[observations.Count];
        for (var i = 0; i < departures.Length; i++)
        {
            var scale = observe.Scale(window.Problem.Observations[i]);
            var square = scale * scale;
            departures[i] = new ObservationDeparture(
                scale * background.Innovations[i], scale * oMinusA[i], square * background.BackgroundVariances[i],
                square * variances[i], square * observations.ErrorVariances[i]);
        }
        return departures;
    }
}
