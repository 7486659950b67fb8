using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// The prior of weak-constraint 4D-Var: a Gaussian background on the first state and Gaussian model errors,
/// J = ½ |x₀ − m|²_{B⁻¹} + ½ Σ |x_{t+1} − M(x_t)|²_{Q⁻¹}, linearised at the iterate (2.6), (2.7). Without the background term
/// the problem is ill-posed, so there is none without it.
/// </summary>
/// <typeparam name="V">The lane type; float64 lanes, since costs of nearby states are compared.</typeparam>
public sealed class PhysicalPrior<V> : IPriorModel<V> where V : struct, ILane<V>
{
    private readonly WindowShape _shape;
    private readonly Normalization _normalization;
    private readonly RungeKutta4<V> _integrator;
    private readonly double[] _backgroundMean;
    private readonly Matrix<double> _backgroundPrecision;
    private readonly double[] _modelErrorVariance;
    private readonly GaussianPrior<V> _prior;
    private readonly V[] _state;
    private readonly V[] _forecast;
    private readonly V[] _error;
    private readonly V[] _jacobian;

    /// <summary>Makes the prior.</summary>
    /// <param name="model">The physical model.</param>
    /// <param name="shape">The shape of the windows.</param>
    /// <param name="normalization">Their normalisation.</param>
    /// <param name="climatology">Whose mean and covariance of the first state are the background.</param>
    public PhysicalPrior(
        PhysicalModel model, WindowShape shape, Normalization normalization, ClimatologicalPrior climatology)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(climatology);
        var n = shape.Components;
        _shape = shape;
        _normalization = normalization;
        _integrator = model.Integrator<V>();
        _backgroundMean = climatology.Mean[..n];
        _backgroundPrecision = climatology.Covariance.SubMatrix(0, n, 0, n).Inverse();
        _modelErrorVariance = [.. model.ModelErrorVariance];
        _prior = new GaussianPrior<V>(shape);
        (_state, _forecast, _error, _jacobian) = (new V[n], new V[n], new V[n], new V[n * n]);
    }

    /// <summary>The prior term of the cost at the iterates, Jb + Jq.</summary>
    public V Cost(ReadOnlySpan<V> iterate)
    {
        var n = _shape.Components;
        var sum = V.Of(0);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                sum += V.Of(_backgroundPrecision[i, j]) * Background(iterate, i) * Background(iterate, j);
        }
        for (var t = 0; t + 1 < _shape.Steps; t++)
        {
            Forecast(iterate, t, withJacobian: false);
            for (var i = 0; i < n; i++) sum = V.MultiplyAdd(_error[i] * ModelErrorPrecision(t + 1, i), _error[i], sum);
        }
        return sum / V.Of(2);
    }

    /// <inheritdoc/>
    public GaussianPrior<V> At(ReadOnlySpan<V> iterate, int level)
    {
        var n = _shape.Components;
        iterate.CopyTo(_prior.Center);
        _prior.Precision.Clear();
        _prior.Gradient.Clear();
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var precision = V.Of(_backgroundPrecision[i, j]);
                if (j <= i) _prior.Precision[i, j] += precision;
                _prior.Gradient[i] -= precision * Background(iterate, j);
            }
        }
        for (var t = 0; t + 1 < _shape.Steps; t++) AddModelTerm(iterate, t);
        return _prior;
    }

    // ½ eᵀ Q⁻¹ e with e = x_{t+1} − M(x_t), de = dx_{t+1} − J dx_t: the gradient is (−Jᵀ Q⁻¹ e, Q⁻¹ e), the Gauss-Newton
    // precision [Jᵀ Q⁻¹ J, −Jᵀ Q⁻¹; −Q⁻¹ J, Q⁻¹].
    private void AddModelTerm(ReadOnlySpan<V> iterate, int t)
    {
        Forecast(iterate, t, withJacobian: true);
        var n = _shape.Components;
        int now = t * n, next = now + n;
        for (var k = 0; k < n; k++)
        {
            var weight = ModelErrorPrecision(t + 1, k);
            var weighted = weight * _error[k];
            _prior.Gradient[next + k] -= weighted;
            _prior.Precision[next + k, next + k] += weight;
            for (var i = 0; i < n; i++)
            {
                var slope = _jacobian[k * n + i];
                _prior.Gradient[now + i] = V.MultiplyAdd(slope, weighted, _prior.Gradient[now + i]);
                _prior.Precision[next + k, now + i] -= weight * slope;
                for (var j = 0; j <= i; j++) _prior.Precision[now + i, now + j] += weight * slope * _jacobian[k * n + j];
            }
        }
    }

    // The model error x_{t+1} − M(x_t) in normalised units, and the Jacobian of M there.
    private void Forecast(ReadOnlySpan<V> iterate, int t, bool withJacobian)
    {
        var n = _shape.Components;
        int now = t * n, next = now + n;
        for (var i = 0; i < n; i++) _state[i] = V.MultiplyAdd(Scale(now + i), iterate[now + i], Mean(now + i));
        if (withJacobian) _integrator.StepWithJacobian(_state, _forecast, _jacobian);
        else _integrator.Step(_state, _forecast);
        for (var i = 0; i < n; i++)
        {
            _error[i] = iterate[next + i] - (_forecast[i] - Mean(next + i)) / Scale(next + i);
            if (!withJacobian) continue;
            for (var j = 0; j < n; j++) _jacobian[i * n + j] *= Scale(now + j) / Scale(next + i);
        }
    }

    private V Background(ReadOnlySpan<V> iterate, int i) => iterate[i] - V.Of(_backgroundMean[i]);

    private V ModelErrorPrecision(int step, int component)
    {
        var scale = _normalization.StandardDeviation[step * _shape.Components + component];
        return V.Of(scale * scale / _modelErrorVariance[component]);
    }

    private V Mean(int i) => V.Of(_normalization.Mean[i]);

    private V Scale(int i) => V.Of(_normalization.StandardDeviation[i]);
}
