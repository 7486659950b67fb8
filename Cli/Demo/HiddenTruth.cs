using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Cli.Demo;

/// <summary>The true trajectory of one simulated system, from model time 0 on, physical units.</summary>
internal sealed class HiddenTruth
{
    private const ulong Purpose = 0x7247;

    private readonly TrajectorySimulator _simulator;
    private readonly double[] _states;
    private readonly int _components;

    /// <summary>Simulates it.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="index">Index of the system; another one gives another trajectory.</param>
    public HiddenTruth(DemoScenario scenario, int index)
    {
        _simulator = new TrajectorySimulator(scenario.Experiment);
        _components = scenario.Experiment.Shape.Components;
        // One window more than is observed: the last window reaches beyond the last observation.
        _states = new double[(scenario.Steps + scenario.Experiment.Shape.Steps) * _components];
        _simulator.Simulate(new RandomSource(scenario.Seed, Purpose, (ulong)index), _states);
    }

    /// <summary>Number of whole steps known.</summary>
    public int Steps => _states.Length / _components;

    /// <summary>The states of whole steps, [count · φ].</summary>
    public ReadOnlySpan<double> Window(int firstStep, int count) => _states.AsSpan(firstStep * _components, count * _components);

    /// <summary>One component at any time, in steps.</summary>
    public double At(double step, int component)
    {
        var whole = (int)step;
        Span<double> between = stackalloc double[_components];
        _simulator.Between(Window(whole, 1), step - whole, between);
        return between[component];
    }
}
