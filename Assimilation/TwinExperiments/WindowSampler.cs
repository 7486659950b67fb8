using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>One simulated window: the hidden truth and what was observed of it.</summary>
/// <param name="Truth">The true trajectory, [d], normalised units.</param>
/// <param name="Points">The observations, physical units.</param>
/// <param name="Observations">The same as rows of H, normalised units.</param>
/// <param name="FirstGuess">z₀, [d], normalised units.</param>
public sealed record SampledWindow(
    double[] Truth, IReadOnlyList<PointObservation> Points, ObservationSet Observations, double[] FirstGuess);

/// <summary>
/// Draws simulated windows of a setting, each following from (seed, purpose, index) alone. Not thread-safe.
/// </summary>
/// <param name="experiment">The setting.</param>
/// <param name="climatology">Its climatology.</param>
/// <param name="process">How the windows are observed.</param>
public sealed class WindowSampler(TwinExperiment experiment, Climatology climatology, ObservationProcess process)
{
    private readonly TrajectorySimulator _simulator = new(experiment);
    private readonly PointObservationOperator _operator =
        new(experiment.Shape, climatology.Normalization, climatology.Representativeness);

    /// <summary>Draws one window.</summary>
    /// <param name="random">The source; the same source gives the same window.</param>
    public SampledWindow Draw(RandomSource random) => DrawChain(random, windows: 1, distance: experiment.Shape.Steps)[0];

    /// <summary>Draws windows along one trajectory, which spares all but the first the spin-up.</summary>
    /// <param name="random">The source; the same source gives the same windows.</param>
    /// <param name="windows">How many windows.</param>
    /// <param name="distance">Steps from the begin of one to the begin of the next, at least T.</param>
    public IReadOnlyList<SampledWindow> DrawChain(RandomSource random, int windows, int distance)
    {
        ArgumentNullException.ThrowIfNull(random);
        var shape = experiment.Shape;
        ArgumentOutOfRangeException.ThrowIfLessThan(distance, shape.Steps);
        var chain = new double[((windows - 1) * distance + shape.Steps) * shape.Components];
        _simulator.Simulate(random, chain);
        var drawn = new SampledWindow[windows];
        for (var i = 0; i < windows; i++)
            drawn[i] = Observe(chain.AsSpan(i * distance * shape.Components, shape.Size).ToArray(), random);
        return drawn;
    }

    private SampledWindow Observe(double[] trajectory, RandomSource random)
    {
        var points = new List<PointObservation>();
        foreach (var step in process.Draw(experiment.Shape.Steps, random))
        {
            var column = step * experiment.Shape.Components + experiment.ObservedComponent;
            var error = experiment.ObservationError * climatology.Normalization.StandardDeviation[column];
            var value = trajectory[column] + error * random.NextGaussian();
            points.Add(new PointObservation(step, experiment.ObservedComponent, value, error));
        }
        climatology.Normalization.Normalize(trajectory);
        var observations = _operator.Observe(points);
        return new SampledWindow(trajectory, points, observations, climatology.Prior.FirstGuess(observations).Mean);
    }
}
