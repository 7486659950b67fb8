using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Demo;

/// <summary>Some observations of one system that arrive together.</summary>
/// <param name="DueStep">When, in model steps after the begin.</param>
/// <param name="FirstSequence">Sequence number of the first observation.</param>
/// <param name="Observations">The observations.</param>
/// <param name="IsRepetition">Whether they were sent before under the same numbers.</param>
internal sealed record Delivery(double DueStep, long FirstSequence, IReadOnlyList<Observation> Observations, bool IsRepetition);

/// <summary>
/// Draws what is observed of a system and how it arrives: irregular times, noise, gross errors, batches that come late and out of
/// order, batches that come twice.
/// </summary>
internal sealed class ObservationScript
{
    private const ulong Purpose = 0x0B5;

    private readonly DemoScenario _scenario;
    private readonly HiddenTruth _truth;
    private readonly RandomSource _random;

    private ObservationScript(DemoScenario scenario, HiddenTruth truth, int index) =>
        (_scenario, _truth, _random) = (scenario, truth, new RandomSource(scenario.Seed, Purpose, (ulong)index));

    /// <summary>Draws the deliveries of one system, in order of arrival.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="truth">The system's hidden truth.</param>
    /// <param name="index">Index of the system.</param>
    public static IReadOnlyList<Delivery> Draw(DemoScenario scenario, HiddenTruth truth, int index)
    {
        var script = new ObservationScript(scenario, truth, index);
        var batches = script.DrawBatches().OrderBy(batch => batch.DueStep).ToList();
        return [.. script.Number(batches).OrderBy(delivery => delivery.DueStep)];
    }

    private IEnumerable<(double DueStep, List<double> Steps)> DrawBatches()
    {
        var steps = new List<double>();
        var size = NextSize();
        for (var step = NextGap(); step < _scenario.Steps; step += NextGap())
        {
            if (steps.Count == size || (steps.Count > 0 && step - steps[0] > DemoScenario.LongestSpan))
            {
                yield return (steps[^1] + NextDelay(), steps);
                (steps, size) = ([], NextSize());
            }
            steps.Add(step);
        }
        if (steps.Count > 0) yield return (steps[^1], steps);
    }

    private IEnumerable<Delivery> Number(IReadOnlyList<(double DueStep, List<double> Steps)> batches)
    {
        var sequence = 0L;
        foreach (var (due, steps) in batches)
        {
            var delivery = new Delivery(due, sequence, [.. steps.Select(Observe)], IsRepetition: false);
            yield return delivery;
            if (_random.NextUniform() < DemoScenario.DuplicateShare)
            {
                var again = due + _random.NextUniform(0, DemoScenario.LongestDelay);
                yield return delivery with { DueStep = again, IsRepetition = true };
            }
            sequence += steps.Count;
        }
    }

    private Observation Observe(double step)
    {
        var (experiment, component) = (_scenario.Experiment, _scenario.Experiment.ObservedComponent);
        var deviation = experiment.PhysicalObservationError(step: 0);
        var error = _random.NextGaussian();
        if (_random.NextUniform() < DemoScenario.GrossErrorShare)
        {
            var size = _random.NextUniform(DemoScenario.GrossErrorSize.Low, DemoScenario.GrossErrorSize.High);
            error = _random.NextUniform() < 0.5 ? -size : size;
        }
        return new Observation(
            step * experiment.Model.TimeStep,
            _scenario.Prior.Description.Components[component],
            _truth.At(step, component) + error * deviation,
            deviation);
    }

    private int NextSize() => 1 + _random.NextInteger(DemoScenario.MostTogether);

    private double NextGap() => -DemoScenario.MeanGap * Math.Log(1 - _random.NextUniform());

    private double NextDelay() =>
        _random.NextUniform() < DemoScenario.LateShare ? _random.NextUniform(0, DemoScenario.LongestDelay) : 0;
}
