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
    private readonly double[] _noise;
    private readonly Float64[] _state;
    private readonly Float64[] _next;
    private readonly Float64[] _slopes;

    /// <summary>Makes it for a model.</summary>
    public PhysicalForecast(PhysicalModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _integrator = model.Integrator<Float64>();
        _noise = [.. model.ModelErrorVariance];
        var n = _noise.Length;
        (_state, _next, _slopes) = (new Float64[n], new Float64[n], new Float64[n * n]);
    }

    /// <summary>The state one step later, physical units. Its covariance grows without bound where nothing is observed.</summary>
    public StateEstimate Next(StateEstimate state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var n = _state.Length;
        for (var i = 0; i < n; i++) _state[i] = Float64.Of(state.Mean[i]);
        _integrator.StepWithJacobian(_state, _next, _slopes);
        // For so few components a library's matrices take longer to make than to multiply.
        var product = new double[n * n];                                                      // J P
        for (var i = 0; i < n; i++)
            for (var k = 0; k < n; k++)
                for (var j = 0; j < n; j++) product[i * n + j] += Slope(i, k) * state.Covariance.At(k, j);
        var covariance = Matrix<double>.Build.DenseOfDiagonalArray(_noise);                   // Q + (J P) Jᵀ
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                for (var k = 0; k < n; k++) covariance.At(i, j, covariance.At(i, j) + product[i * n + k] * Slope(j, k));
        return new StateEstimate(Vector<double>.Build.Dense(n, i => _next[i].Get(0)), covariance);

        double Slope(int row, int column) => _slopes[row * n + column].Get(0);
    }
}
