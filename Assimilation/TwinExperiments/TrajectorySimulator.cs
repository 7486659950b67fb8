using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>Simulates the hidden truth of a setting: Runge-Kutta steps with Gaussian model noise. Not thread-safe.</summary>
public sealed class TrajectorySimulator
{
    private readonly TwinExperiment _experiment;
    private readonly RungeKutta4<Float64> _integrator;
    private readonly double[] _noise;
    private readonly Float64[] _state;
    private readonly Float64[] _next;

    /// <summary>Makes a simulator of a setting.</summary>
    public TrajectorySimulator(TwinExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        _experiment = experiment;
        _integrator = experiment.Model.Integrator<Float64>();
        _noise = [.. experiment.NoiseVariance.Select(Math.Sqrt)];
        _state = new Float64[experiment.Shape.Components];
        _next = new Float64[_state.Length];
    }

    /// <summary>Simulates a trajectory from a fresh start, after the spin-up.</summary>
    /// <param name="random">Where the start and the model noise come from.</param>
    /// <param name="trajectory">Receives the states, time-major, [steps · φ], physical units.</param>
    public void Simulate(RandomSource random, Span<double> trajectory)
    {
        for (var i = 0; i < _state.Length; i++)
            _state[i] = Float64.Of(_experiment.Start.Draw(i, random));
        for (var step = 0; step < _experiment.SpinUpSteps; step++) Advance(random);
        Record(trajectory, random);
    }

    /// <summary>Runs the model without noise.</summary>
    /// <param name="start">The first state, [φ], physical units.</param>
    /// <param name="trajectory">Receives the states, time-major, [steps · φ], the start first.</param>
    public void Run(ReadOnlySpan<double> start, Span<double> trajectory)
    {
        LaneBlock.Scatter<Float64>(start, _state, 0);
        Record(trajectory, random: null);
    }

    /// <summary>The noise-free state a part of a step after a state: the truth between two steps.</summary>
    /// <param name="state">The state at the step, [φ], physical units.</param>
    /// <param name="fraction">The part of a step, 0 .. 1.</param>
    /// <param name="between">Receives the state, [φ].</param>
    public void Between(ReadOnlySpan<double> state, double fraction, Span<double> between)
    {
        Span<Float64> from = stackalloc Float64[state.Length], to = stackalloc Float64[state.Length];
        LaneBlock.Scatter(state, from, 0);
        _integrator.Step(from, to, fraction * _integrator.TimeStep);
        LaneBlock.Gather<Float64>(to, 0, between);
    }

    private void Record(Span<double> trajectory, RandomSource? random)
    {
        for (var at = 0; at < trajectory.Length; at += _state.Length)
        {
            LaneBlock.Gather<Float64>(_state, 0, trajectory.Slice(at, _state.Length));
            Advance(random);
        }
    }

    private void Advance(RandomSource? random)
    {
        _integrator.Step(_state, _next);
        for (var i = 0; i < _state.Length; i++)
            _state[i] = _next[i] + Float64.Of(random is null ? 0 : _noise[i] * random.NextGaussian());
    }
}
