using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>One simulated track: the hidden truth over many window lengths and what was observed of it. Physical units.</summary>
/// <param name="Truth">The true states, time-major, [steps · φ].</param>
/// <param name="Observations">The observations, ascending; their steps count from the begin of the track.</param>
public sealed record SimulatedTrack(double[] Truth, IReadOnlyList<PointObservation> Observations)
{
    /// <summary>The observations of the steps [begin, end), counted from begin.</summary>
    public PointObservation[] Between(int begin, int end) =>
    [
        .. Observations.SkipWhile(observation => observation.Step < begin).TakeWhile(observation => observation.Step < end)
            .Select(observation => observation with { Step = observation.Step - begin }),
    ];
}

/// <summary>Draws simulated tracks of a stationary setting.</summary>
public static class TrackSampler
{
    private const ulong TestPurpose = 0x57E57;
    private const ulong ValidationPurpose = 0x55A11D;

    /// <summary>The test tracks of a seed: for results only.</summary>
    /// <param name="experiment">The setting.</param>
    /// <param name="schedule">How the tracks are observed.</param>
    /// <param name="count">How many tracks.</param>
    /// <param name="steps">The length of each.</param>
    /// <param name="seed">The seed; track i is the same whatever the count.</param>
    public static SimulatedTrack[] TestTracks(
        TwinExperiment experiment, ObservationSchedule schedule, int count, int steps, ulong seed) =>
        Tracks(experiment, schedule, count, steps, seed, TestPurpose);

    /// <summary>The validation tracks of a seed: for choices, apart from training windows and test tracks.</summary>
    /// <param name="experiment">The setting.</param>
    /// <param name="schedule">How the tracks are observed.</param>
    /// <param name="count">How many tracks.</param>
    /// <param name="steps">The length of each.</param>
    /// <param name="seed">The seed; track i is the same whatever the count.</param>
    public static SimulatedTrack[] ValidationTracks(
        TwinExperiment experiment, ObservationSchedule schedule, int count, int steps, ulong seed) =>
        Tracks(experiment, schedule, count, steps, seed, ValidationPurpose);

    private static SimulatedTrack[] Tracks(
        TwinExperiment experiment, ObservationSchedule schedule, int count, int steps, ulong seed, ulong purpose)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(schedule);
        var simulator = new TrajectorySimulator(experiment);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var random = new RandomSource(seed, purpose, (ulong)i);
            var truth = new double[steps * experiment.Shape.Components];
            simulator.Simulate(random, truth);
            return new SimulatedTrack(truth, [.. schedule.Draw(steps, random).Select(step =>
                experiment.Observe(truth.AsSpan(step * experiment.Shape.Components), step: 0, random) with { Step = step })]);
        })];
    }
}
