using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>Trajectories that a physical model continues to the end of a window, one in each lane. Not thread-safe.</summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="prior">The prior, which has a physical model.</param>
internal sealed class PhysicalContinuation<V>(Prior prior) where V : struct, ILane<V>
{
    private readonly RungeKutta4<V> _integrator = prior.Description.Model!.Integrator<V>();
    private readonly V[] _state = new V[prior.Shape.Components];
    private readonly V[] _window = new V[prior.Shape.Size];

    /// <summary>The window that begins so.</summary>
    /// <param name="begin">Its first states, one at least, time-major, normalised units.</param>
    /// <returns>The same and what follows from the last of them, [d], normalised units.</returns>
    public double[] Of(ReadOnlySpan<double> begin)
    {
        LaneBlock.Scatter<V>(begin, _window, 0);
        Run(_window, begin.Length);
        var window = new double[_window.Length];
        LaneBlock.Gather<V>(_window, 0, window);
        return window;
    }

    /// <summary>Continues windows from their first states.</summary>
    /// <param name="windows">The windows, time-major, [d], normalised units; what follows the known states is replaced.</param>
    /// <param name="known">The number of elements that are known, those of one state at least.</param>
    public void Run(Span<V> windows, int known)
    {
        var (mean, deviation) = (prior.Normalization.Mean, prior.Normalization.StandardDeviation);
        for (int i = 0, at = known - _state.Length; i < _state.Length; i++, at++)
            _state[i] = V.MultiplyAdd(V.Of(deviation[at]), windows[at], V.Of(mean[at]));
        for (var next = known; next < windows.Length; next += _state.Length)
        {
            _integrator.Step(_state, _state);
            for (int i = 0, at = next; i < _state.Length; i++, at++)
                windows[at] = (_state[i] - V.Of(mean[at])) / V.Of(deviation[at]);
        }
    }
}
