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
        var m = observations.Count;
        var (start, columns, weights) = (new int[m + 1], new int[2 * m], new double[2 * m]);
        var (values, variances) = (new double[m], new double[m]);
        for (var i = 0; i < m; i++)
        {
            var row = start[i];
            (var length, values[i], variances[i]) = Observe(observations[i], columns.AsSpan(row), weights.AsSpan(row));
            start[i + 1] = row + length;
        }
        return new ObservationSet(new SparseRows(shape.Size, start, columns, weights), values, variances);
    }

    /// <summary>The physical size of one normalised unit of an observation's row.</summary>
    public double Scale(PointObservation observation) => normalization.StandardDeviation[FirstColumn(observation).Column];

    private (int Length, double Value, double Variance) Observe(PointObservation observation, Span<int> columns, Span<double> weights)
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
        (columns[0], weights[0]) = (first, 1 - fraction);
        var offset = (1 - fraction) * mean[first];
        if (fraction != 0)
        {
            var next = first + shape.Components;
            (columns[1], weights[1]) = (next, fraction * scale[next] / scale[first]);
            offset += fraction * mean[next];
        }

        // A parabola's departure from its chord is proportional to α (1 − α), and is `representativeness` at α = ½.
        var shapeFactor = 4 * fraction * (1 - fraction);
        var deviation = observation.ErrorStandardDeviation / scale[first];
        return (fraction == 0 ? 1 : 2, (observation.Value - offset) / scale[first],
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
