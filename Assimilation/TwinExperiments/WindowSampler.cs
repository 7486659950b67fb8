using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>One simulated window: the hidden truth and what was observed of it. Physical units.</summary>
/// <param name="Truth">The true trajectory, [d].</param>
/// <param name="Observations">The observations, ascending in time.</param>
public sealed record SimulatedWindow(double[] Truth, IReadOnlyList<PointObservation> Observations);

/// <summary>
/// Which sets of observed steps a window may have: a third of all sets, those whose steps sum to a multiple of three, are
/// kept for tests, so that a trained prior meets only sets there that it has never seen.
/// </summary>
public enum ObservedSets
{
    /// <summary>The sets that training and validation draw from.</summary>
    Training,

    /// <summary>The sets held out for tests.</summary>
    HeldOut,
}

/// <summary>Draws simulated windows of a setting. Not thread-safe.</summary>
/// <param name="experiment">The setting.</param>
/// <param name="process">How the windows are observed.</param>
/// <param name="sets">Which sets of observed steps they may have.</param>
public sealed class WindowSampler(TwinExperiment experiment, ObservationProcess process, ObservedSets sets)
{
    private const ulong TestPurpose = 0x7E57;
    private const ulong ValidationPurpose = 0x5A11D;
    private const ulong HeldOutPurpose = 0x4E1D;
    private readonly TrajectorySimulator _simulator = new(experiment);
    private readonly WindowObserver _observer = new(
        experiment.Shape, [experiment.ObservedComponent], process, sets, (step, _) => experiment.PhysicalObservationError(step));

    /// <summary>
    /// The test windows of a seed: independent of one another, and never seen in training, whose windows come from other
    /// keys of the random source and have other sets of observed steps.
    /// </summary>
    /// <param name="experiment">The setting.</param>
    /// <param name="process">The short name of one of its observation processes.</param>
    /// <param name="count">How many windows.</param>
    /// <param name="seed">The seed; window i is the same whatever the count.</param>
    public static IEnumerable<SimulatedWindow> TestWindows(TwinExperiment experiment, string process, int count, ulong seed) =>
        Windows(experiment, process, count, seed, TestPurpose, ObservedSets.HeldOut);

    /// <summary>The validation windows of a seed: for choices and calibration, apart from training and test windows.</summary>
    /// <param name="experiment">The setting.</param>
    /// <param name="process">The short name of one of its observation processes.</param>
    /// <param name="count">How many windows.</param>
    /// <param name="seed">The seed; window i is the same whatever the count.</param>
    public static IEnumerable<SimulatedWindow> ValidationWindows(
        TwinExperiment experiment, string process, int count, ulong seed) =>
        Windows(experiment, process, count, seed, ValidationPurpose, ObservedSets.Training);

    /// <summary>The windows on which finished priors are compared before one is promoted, apart from all others.</summary>
    /// <param name="experiment">The setting.</param>
    /// <param name="process">The short name of one of its observation processes.</param>
    /// <param name="count">How many windows.</param>
    /// <param name="seed">The seed; window i is the same whatever the count.</param>
    public static IEnumerable<SimulatedWindow> HeldOutWindows(
        TwinExperiment experiment, string process, int count, ulong seed) =>
        Windows(experiment, process, count, seed, HeldOutPurpose, ObservedSets.Training);

    /// <summary>Draws one window.</summary>
    /// <param name="random">The source; the same source gives the same window.</param>
    public SimulatedWindow Draw(RandomSource random) => DrawChain(random, windows: 1, distance: experiment.Shape.Steps)[0];

    /// <summary>
    /// Draws windows along one trajectory, which spares all but the first the spin-up. Where a setting has no spin-up, its
    /// windows begin at its start, so each is a trajectory of its own.
    /// </summary>
    /// <param name="random">The source; the same source gives the same windows.</param>
    /// <param name="windows">How many windows.</param>
    /// <param name="distance">Steps from the begin of one to the begin of the next, at least T.</param>
    public IReadOnlyList<SimulatedWindow> DrawChain(RandomSource random, int windows, int distance)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(distance, experiment.Shape.Steps);
        return experiment.SpinUpSteps > 0
            ? Cut(random, windows, distance)
            : [.. Enumerable.Range(0, windows).SelectMany(_ => Cut(random, 1, distance))];
    }

    private SimulatedWindow[] Cut(RandomSource random, int windows, int distance)
    {
        var shape = experiment.Shape;
        var chain = new double[((windows - 1) * distance + shape.Steps) * shape.Components];
        _simulator.Simulate(random, chain);
        var cut = new SimulatedWindow[windows];
        for (var i = 0; i < windows; i++)
        {
            var truth = chain.AsSpan(i * distance * shape.Components, shape.Size).ToArray();
            cut[i] = new SimulatedWindow(truth, _observer.Observe(truth, random));
        }
        return cut;
    }

    private static IEnumerable<SimulatedWindow> Windows(
        TwinExperiment experiment, string process, int count, ulong seed, ulong purpose, ObservedSets sets)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var sampler = new WindowSampler(experiment, experiment.Process(process), sets);
        return Enumerable.Range(0, count).Select(i => sampler.Draw(new RandomSource(seed, purpose, (ulong)i)));
    }
}
