namespace NeuralDA.Assimilation.Observations;

/// <summary>
/// Brings point observations in physical units to rows of H in normalised units. Between two steps the state is
/// interpolated linearly; after the last step of the window, where no later step exists, it is extrapolated from the last
/// two. Either way a row touches two neighbouring steps only, which keeps the band, and what the straight line misses is
/// added to the error variance as representativeness error.
/// </summary>
/// <param name="shape">The shape of the window.</param>
/// <param name="normalization">The window's normalisation.</param>
/// <param name="representativeness">
/// For each component the mean square error of linear interpolation half-way between steps, [φ], normalised units.
/// </param>
public sealed class PointObservationOperator(
    WindowShape shape, Normalization normalization, IReadOnlyList<double> representativeness)
{
    // Times that were computed as n · dt land this near a step.
    private const double GridTolerance = 1e-6;

    /// <summary>The observation set of one window.</summary>
    /// <param name="observations">The observations, in any order; may be empty.</param>
    /// <exception cref="ArgumentException">A step, component, value or error is out of range.</exception>
    public ObservationSet Observe(IReadOnlyList<PointObservation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        var rows = new (int, double)[observations.Count][];
        var values = new double[observations.Count];
        var variances = new double[observations.Count];
        for (var i = 0; i < observations.Count; i++)
            (rows[i], values[i], variances[i]) = Row(observations[i]);
        return new ObservationSet(new SparseRows(shape.Size, rows), values, variances);
    }

    /// <summary>The physical size of one normalised unit of an observation's row.</summary>
    public double Scale(PointObservation observation) => normalization.StandardDeviation[FirstColumn(observation).Column];

    private ((int, double)[] Row, double Value, double Variance) Row(PointObservation observation)
    {
        var (position, component) = (observation.Step, observation.Component);
        if (!(position >= 0 && position < shape.Steps))
            throw new ArgumentException($"an observation at step {position} is outside the window's 0 .. {shape.Steps}");
        if (component < 0 || component >= shape.Components)
            throw new ArgumentException($"an observation of component {component}; the system has {shape.Components}");
        if (!double.IsFinite(observation.Value))
            throw new ArgumentException($"an observation of value {observation.Value}; expected a finite number");
        if (!(observation.ErrorStandardDeviation > 0 && double.IsFinite(observation.ErrorStandardDeviation)))
            throw new ArgumentException(
                $"an observation error of {observation.ErrorStandardDeviation}; expected a positive, finite standard deviation");

        var (first, fraction) = FirstColumn(observation);
        var (mean, scale) = (normalization.Mean, normalization.StandardDeviation);

        // The row in physical units is y = (1 − α) x_t + α x_{t+1}; dividing by the scale of step t makes it normalised.
        (int, double)[] row = fraction == 0
            ? [(first, 1)]
            : [(first, 1 - fraction),
               (first + shape.Components, fraction * scale[first + shape.Components] / scale[first])];
        var offset = (1 - fraction) * mean[first] + (fraction == 0 ? 0 : fraction * mean[first + shape.Components]);

        // A parabola's departure from its chord is proportional to α (1 − α), and is `representativeness` at α = ½.
        var shapeFactor = 4 * fraction * (1 - fraction);
        var deviation = observation.ErrorStandardDeviation / scale[first];
        return (row, (observation.Value - offset) / scale[first],
            deviation * deviation + shapeFactor * shapeFactor * representativeness[component]);
    }

    // The column of the step at or before the observation, and the part of a step from there.
    private (int Column, double Fraction) FirstColumn(PointObservation observation)
    {
        var nearest = Math.Round(observation.Step);
        var onGrid = Math.Abs(observation.Step - nearest) < GridTolerance && nearest < shape.Steps;
        var step = onGrid ? (int)nearest : Math.Min((int)observation.Step, shape.Steps - 2);
        return (step * shape.Components + observation.Component, onGrid ? 0 : observation.Step - step);
    }
}
