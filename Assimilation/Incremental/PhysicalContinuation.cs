using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>Trajectories that a physical model continues to the end of a window. Not thread-safe.</summary>
internal sealed class PhysicalContinuation
{
    private readonly Prior _prior;
    private readonly RungeKutta4<Float64> _integrator;
    private readonly Float64[] _state;
    private readonly Float64[] _next;

    /// <summary>Makes it for a prior with a physical model.</summary>
    public PhysicalContinuation(Prior prior)
    {
        (_prior, _integrator) = (prior, prior.Description.Model!.Integrator<Float64>());
        (_state, _next) = (new Float64[prior.Shape.Components], new Float64[prior.Shape.Components]);
    }

    /// <summary>A window that begins so.</summary>
    /// <param name="begin">Its first states, one at least, time-major, normalised units.</param>
    /// <returns>The same and what follows from the last of them, [d], normalised units.</returns>
    public double[] Of(ReadOnlySpan<double> begin)
    {
        var window = new double[_prior.Shape.Size];
        begin.CopyTo(window);
        _prior.Normalization.ToPhysical(window);
        for (var next = begin.Length; next < window.Length; next += _state.Length)
        {
            for (var i = 0; i < _state.Length; i++) _state[i] = Float64.Of(window[next - _state.Length + i]);
            _integrator.Step(_state, _next);
            for (var i = 0; i < _next.Length; i++) window[next + i] = _next[i].Get(0);
        }
        _prior.Normalization.Normalize(window);
        begin.CopyTo(window);
        return window;
    }
}
