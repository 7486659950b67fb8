using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>The extended Kalman forecast by a physical model: x ← M(x), P ← J P Jᵀ + Q. Not thread-safe.</summary>
public sealed class PhysicalForecast
{
    private readonly RungeKutta4<Float64> _integrator;
    private readonly Matrix<double> _noise;
    private readonly Float64[] _state;
    private readonly Float64[] _next;
    private readonly Float64[] _slopes;

    /// <summary>Makes it for a model.</summary>
    public PhysicalForecast(PhysicalModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _integrator = model.Integrator<Float64>();
        _noise = Matrix<double>.Build.DenseOfDiagonalArray([.. model.ModelErrorVariance]);
        var n = _noise.RowCount;
        (_state, _next, _slopes) = (new Float64[n], new Float64[n], new Float64[n * n]);
    }

    /// <summary>The state one step later, physical units. Its covariance grows without bound where nothing is observed.</summary>
    public StateEstimate Next(StateEstimate state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var n = _state.Length;
        for (var i = 0; i < n; i++) _state[i] = Float64.Of(state.Mean[i]);
        _integrator.StepWithJacobian(_state, _next, _slopes);
        var jacobian = Matrix<double>.Build.Dense(n, n, (i, j) => _slopes[i * n + j].Get(0));
        return new StateEstimate(
            Vector<double>.Build.Dense(n, i => _next[i].Get(0)), jacobian * state.Covariance * jacobian.Transpose() + _noise);
    }
}
