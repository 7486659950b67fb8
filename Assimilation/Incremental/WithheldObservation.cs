using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>Compares an observation with an estimate that was made without it.</summary>
public static class WithheldObservation
{
    /// <summary>Its departure, in the form that it would have had in an estimate with it under the same prior.</summary>
    /// <param name="prior">The prior of the estimate.</param>
    /// <param name="estimate">The estimate, whose published mean and spread are the prediction.</param>
    /// <param name="observation">The observation, its step counted from the window's begin.</param>
    /// <returns>
    /// O−B is the departure d from the prediction and B its variance S; with R, leave-one-out departure and variance are d and
    /// S + R.
    /// </returns>
    /// <exception cref="ArgumentException">The observation is out of range.</exception>
    public static ObservationDeparture Departure(Prior prior, WindowEstimate estimate, PointObservation observation)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(estimate);
        var observe = new PointObservationOperator(prior.Shape, prior.Normalization, prior.Representativeness);
        var (observed, scale) = (observe.Observe([observation]), observe.Scale(observation));
        var mean = (double[])(estimate.RefinedMean ?? estimate.Mean).Clone();
        var deviation = (double[])(estimate.RefinedStandardDeviation ?? estimate.StandardDeviation).Clone();
        prior.Normalization.Normalize(mean);
        prior.Normalization.ScaleToNormalized(deviation);
        // The errors of neighbouring steps are nearly the same, so their deviations are interpolated rather than their variances.
        var spread = new double[1];
        observed.Operator.Linearize(mean).Apply(deviation, spread);
        var (departure, prediction) = (scale * observed.Departures(mean)[0], scale * scale * spread[0] * spread[0]);
        var error = scale * scale * observed.ErrorVariances[0];
        var left = error / (prediction + error);
        return new ObservationDeparture(departure, left * departure, prediction, left * prediction, error);
    }
}
