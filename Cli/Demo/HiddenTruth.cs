using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Cli.Demo;

/// <summary>The true trajectory of one simulated system, from model time 0 on, physical units.</summary>
internal sealed class HiddenTruth
{
    private const ulong Purpose = 0x7247;

    private readonly TrajectorySimulator simulator;
    private readonly double[] states;
    private readonly int components;

    /// <summary>Simulates it.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="index">Index of the system; another one gives another trajectory.</param>
    public HiddenTruth(DemoScenario scenario, int index)
    {
        simulator = new TrajectorySimulator(scenario.Experiment);
        components = scenario.Experiment.Shape.Components;
        // One window more than is observed: the last window reaches beyond the last observation.
        states = new double[(scenario.Steps + scenario.Experiment.Shape.Steps) * components];
        simulator.Simulate(new RandomSource(scenario.Seed, Purpose, (ulong)index), states);
    }

    /// <summary>Number of whole steps known.</summary>
    public int Steps => states.Length / components;

    /// <summary>The states of whole steps, [count · φ].</summary>
    public ReadOnlySpan<double> Window(int firstStep, int count) => states.AsSpan(firstStep * components, count * components);

    /// <summary>One component at any time, in steps.</summary>
    public double At(double step, int component)
    {
        var whole = (int)step;
        Span<double> between = stackalloc double[components];
        simulator.Between(Window(whole, 1), step - whole, between);
        return between[component];
    }
}
