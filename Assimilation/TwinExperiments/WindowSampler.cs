using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>One simulated window: the hidden truth and what was observed of it. Physical units.</summary>
/// <param name="Truth">The true trajectory, [d].</param>
/// <param name="Observations">The observations, ascending in time.</param>
public sealed record SimulatedWindow(double[] Truth, IReadOnlyList<PointObservation> Observations);

/// <summary>Draws simulated windows of a setting. Not thread-safe.</summary>
/// <param name="experiment">The setting.</param>
/// <param name="process">How the windows are observed.</param>
public sealed class WindowSampler(TwinExperiment experiment, ObservationProcess process)
{
    private const ulong TestPurpose = 0x7E57;
    private const ulong ValidationPurpose = 0x5A11D;
    private readonly TrajectorySimulator _simulator = new(experiment);

    /// <summary>
    /// The test windows of a seed: independent of one another, and never seen in training, whose windows come from other
    /// keys of the random source.
    /// </summary>
    /// <param name="experiment">The setting.</param>
    /// <param name="process">The short name of one of its observation processes.</param>
    /// <param name="count">How many windows.</param>
    /// <param name="seed">The seed; window i is the same whatever the count.</param>
    public static IEnumerable<SimulatedWindow> TestWindows(TwinExperiment experiment, string process, int count, ulong seed) =>
        Windows(experiment, process, count, seed, TestPurpose);

    /// <summary>The validation windows of a seed: for choices and calibration, apart from training and test windows.</summary>
    /// <param name="experiment">The setting.</param>
    /// <param name="process">The short name of one of its observation processes.</param>
    /// <param name="count">How many windows.</param>
    /// <param name="seed">The seed; window i is the same whatever the count.</param>
    public static IEnumerable<SimulatedWindow> ValidationWindows(
        TwinExperiment experiment, string process, int count, ulong seed) =>
        Windows(experiment, process, count, seed, ValidationPurpose);

    /// <summary>Draws one window.</summary>
    /// <param name="random">The source; the same source gives the same window.</param>
    public SimulatedWindow Draw(RandomSource random) => DrawChain(random, windows: 1, distance: experiment.Shape.Steps)[0];

    /// <summary>Draws windows along one trajectory, which spares all but the first the spin-up.</summary>
    /// <param name="random">The source; the same source gives the same windows.</param>
    /// <param name="windows">How many windows.</param>
    /// <param name="distance">Steps from the begin of one to the begin of the next, at least T.</param>
    public IReadOnlyList<SimulatedWindow> DrawChain(RandomSource random, int windows, int distance)
    {
        ArgumentNullException.ThrowIfNull(random);
        var shape = experiment.Shape;
        ArgumentOutOfRangeException.ThrowIfLessThan(distance, shape.Steps);
        var chain = new double[((windows - 1) * distance + shape.Steps) * shape.Components];
        _simulator.Simulate(random, chain);
        var drawn = new SimulatedWindow[windows];
        for (var i = 0; i < windows; i++)
        {
            var truth = chain.AsSpan(i * distance * shape.Components, shape.Size).ToArray();
            drawn[i] = new SimulatedWindow(truth, Observe(truth, random));
        }
        return drawn;
    }

    private static IEnumerable<SimulatedWindow> Windows(
        TwinExperiment experiment, string process, int count, ulong seed, ulong purpose)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var sampler = new WindowSampler(experiment, experiment.Process(process));
        return Enumerable.Range(0, count).Select(i => sampler.Draw(new RandomSource(seed, purpose, (ulong)i)));
    }

    private PointObservation[] Observe(double[] truth, RandomSource random)
    {
        var (component, error) = (experiment.ObservedComponent, experiment.PhysicalObservationError);
        return [.. process.Draw(experiment.Shape.Steps, random).Select(step => new PointObservation(
            step, component, truth[step * experiment.Shape.Components + component] + error * random.NextGaussian(), error))];
    }
}
