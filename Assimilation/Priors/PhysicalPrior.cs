using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

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
    private readonly RungeKutta4<V> _integrator;
    private readonly GaussianPrior<V> _prior;

    // Constants: x = s z + μ are physical units; B⁻¹ and m; Q⁻¹ [φ]; Q⁻¹ s [d]; and of the precision what no iterate changes.
    private readonly LaneArray<V> _scale;
    private readonly LaneArray<V> _mean;
    private readonly LaneArray<V> _backgroundMean;
    private readonly LaneArray<V> _backgroundPrecision;
    private readonly LaneArray<V> _errorPrecision;
    private readonly LaneArray<V> _scaledErrorPrecision;
    private readonly BandMatrix<V> _constantPrecision;

    // The iterate in physical units; a state with perturbations of it, and what a step makes of them.
    private readonly LaneArray<V> _physical;
    private readonly LaneArray<V> _start;
    private readonly LaneArray<V> _next;
    private readonly LaneArray<V> _weightedError;
    private readonly LaneArray<V> _weightedSlopes;

    /// <summary>Makes the prior.</summary>
    /// <param name="model">The physical model.</param>
    /// <param name="shape">The shape of the windows.</param>
    /// <param name="normalization">Their normalisation.</param>
    /// <param name="climatology">Whose mean and covariance of the first state are the background.</param>
    public PhysicalPrior(
        PhysicalModel model, WindowShape shape, Normalization normalization, ClimatologicalPrior climatology)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(normalization);
        ArgumentNullException.ThrowIfNull(climatology);
        var (n, d) = (shape.Components, shape.Size);
        _shape = shape;
        _integrator = model.Integrator<V>();
        _prior = new GaussianPrior<V>(shape);
        (_physical, _weightedError) = (new(d), new(n));
        (_start, _next, _weightedSlopes) = (new(n * n + n), new(n * n + n), new(n));

        var (scale, background) = (normalization.StandardDeviation, climatology.Covariance.SubMatrix(0, n, 0, n).Inverse());
        _scale = Constants(d, i => scale[i]);
        _mean = Constants(d, i => normalization.Mean[i]);
        _backgroundMean = Constants(n, i => climatology.Mean[i]);
        _backgroundPrecision = Constants(n * n, i => background[i / n, i % n]);
        _errorPrecision = Constants(n, i => 1 / model.ModelErrorVariance[i]);
        _scaledErrorPrecision = Constants(d, i => scale[i] / model.ModelErrorVariance[i % n]);
        _constantPrecision = new BandMatrix<V>(d, shape.HalfBandwidth);
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++) _constantPrecision[i, j] = V.Of(background[i, j]);
        for (var i = n; i < d; i++) _constantPrecision[i, i] = V.Of(scale[i] * scale[i] / model.ModelErrorVariance[i % n]);
        _prior.Precision.CopyFrom(_constantPrecision);
    }

    /// <summary>The prior term of the cost, Jb + Jq, where it was linearised last.</summary>
    public V LinearizedCost { get; private set; }

    /// <summary>The prior term of the cost at the iterates, Jb + Jq.</summary>
    public V Cost(ReadOnlySpan<V> iterate)
    {
        var n = _shape.Components;
        var sum = V.Of(0);
        for (var i = 0; i < n; i++) sum = V.MultiplyAdd(BackgroundForce(iterate, i), iterate[i] - _backgroundMean[i], sum);
        ToPhysical(iterate);
        for (var t = 0; t + 1 < _shape.Steps; t++)
        {
            _integrator.Step(_physical.Slice(t * n, n), _next.Slice(0, n));
            sum = AddSquares(_physical.Slice((t + 1) * n, n), sum);
        }
        return sum * V.Of(0.5);
    }

    /// <inheritdoc/>
    public GaussianPrior<V> At(ReadOnlySpan<V> iterate, int level)
    {
        var n = _shape.Components;
        iterate.CopyTo(_prior.Center);
        _prior.Gradient.Clear();
        var sum = V.Of(0);
        for (var i = 0; i < n; i++)
        {
            var force = BackgroundForce(iterate, i);
            _prior.Gradient[i] = -force;
            sum = V.MultiplyAdd(force, iterate[i] - _backgroundMean[i], sum);
        }
        ToPhysical(iterate);
        for (var t = 0; t + 1 < _shape.Steps; t++)
        {
            for (var i = 0; i < n; i++) (_start[i], _start[n + i * n + i]) = (_physical[t * n + i], _scale[t * n + i]);
            _integrator.StepWithPerturbations(_start, _next);
            AddModelTerm(t);
            sum = AddSquares(_physical.Slice((t + 1) * n, n), sum);
        }
        LinearizedCost = sum * V.Of(0.5);
        return _prior;
    }

    // ½ eᵀ Q⁻¹ e with e = x_{t+1} − M(x_t) in physical units: de = s_{t+1} dz_{t+1} − D dz_t, where the slopes D = M' s_t came of
    // perturbations by s_t. The gradient is (−Dᵀ Q⁻¹ e, s_{t+1} Q⁻¹ e), the Gauss-Newton precision
    // [Dᵀ Q⁻¹ D, −Dᵀ Q⁻¹ s_{t+1}; −s_{t+1} Q⁻¹ D, s_{t+1} Q⁻¹ s_{t+1}], and its last part is constant.
    [MethodImpl(Kernel.Compiled)]
    private void AddModelTerm(int t)
    {
        var n = _shape.Components;
        Span<V> forecast = _next.Slice(0, n), slopes = _next.Slice(n, n * n), actual = _physical.Slice((t + 1) * n, n);
        Span<V> gradient = _prior.Gradient.Slice(t * n, 2 * n), weightedError = _weightedError, weightedSlopes = _weightedSlopes;
        Span<V> errorPrecision = _errorPrecision, scaledErrorPrecision = _scaledErrorPrecision.Slice((t + 1) * n, n);
        var scale = _scale.Slice((t + 1) * n, n);
        for (var k = 0; k < n; k++)
        {
            weightedError[k] = (actual[k] - forecast[k]) * errorPrecision[k];
            gradient[n + k] -= scale[k] * weightedError[k];
        }
        for (var i = 0; i < n; i++)
        {
            Span<V> slope = slopes.Slice(i * n, n), constant = _constantPrecision.Column(t * n + i);
            Span<V> column = _prior.Precision.Column(t * n + i), next = column.Slice(n - i, n);
            gradient[i] = AddProducts(slope, weightedError, gradient[i]);
            for (var k = 0; k < n; k++)
            {
                weightedSlopes[k] = slope[k] * errorPrecision[k];
                next[k] = -(slope[k] * scaledErrorPrecision[k]);
            }
            for (var j = i; j < n; j++) column[j - i] = AddProducts(slopes.Slice(j * n, n), weightedSlopes, constant[j - i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddProducts(ReadOnlySpan<V> x, ReadOnlySpan<V> y, V sum)
    {
        y = y[..x.Length];
        for (var i = 0; i < x.Length; i++) sum = V.MultiplyAdd(x[i], y[i], sum);
        return sum;
    }

    [MethodImpl(Kernel.Compiled)]
    private V AddSquares(ReadOnlySpan<V> actual, V sum)
    {
        Span<V> forecast = _next, errorPrecision = _errorPrecision;
        for (var i = 0; i < actual.Length; i++)
        {
            var error = actual[i] - forecast[i];
            sum = V.MultiplyAdd(error * errorPrecision[i], error, sum);
        }
        return sum;
    }

    [MethodImpl(Kernel.Compiled)]
    private void ToPhysical(ReadOnlySpan<V> iterate)
    {
        Span<V> physical = _physical, scale = _scale, mean = _mean;
        for (var i = 0; i < physical.Length; i++) physical[i] = V.MultiplyAdd(scale[i], iterate[i], mean[i]);
    }

    // Element i of B⁻¹ (z₀ − m).
    private V BackgroundForce(ReadOnlySpan<V> iterate, int i)
    {
        var (n, sum) = (_shape.Components, V.Of(0));
        for (var j = 0; j < n; j++) sum = V.MultiplyAdd(_backgroundPrecision[i * n + j], iterate[j] - _backgroundMean[j], sum);
        return sum;
    }

    private static LaneArray<V> Constants(int count, Func<int, double> value)
    {
        var constants = new LaneArray<V>(count);
        for (var i = 0; i < count; i++) constants[i] = V.Of(value(i));
        return constants;
    }
}
