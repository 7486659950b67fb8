using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>
/// The MAP estimate of a block of windows as a differentiable function of the networks' outputs, with the negative log
/// likelihood of the truth. The gradient comes from implicit differentiation with the factor of the solve, in O(d w²).
/// </summary>
/// <remarks>
/// With A = Λ + G, Λ = L Lᵀ + ε I, the estimate is x = μ + δ, A δ = g − G μ, and
/// NLL = ½ eᵀ A e − ½ log det A with e = x − truth (a constant left out). For an incoming gradient γ of x (including
/// A e · ∂/∂NLL) and λ = A⁻¹ γ:
///   ∂μ = γ − G λ,
///   ∂A = −½ (λ δᵀ + δ λᵀ) + ½ (e eᵀ − A⁻¹) ∂/∂NLL,
///   ∂L = 2 ∂A L on the band; the band of A⁻¹ is all that enters (SelectedInverse).
/// Checked against finite differences in Tests.
/// </remarks>
/// <typeparam name="V">The lane type.</typeparam>
internal sealed class MapBlock<V>(WindowShape shape, PrecisionFactor parameters) where V : struct, ILane<V>
{
    private readonly GaussianPrior<V> _prior = new(shape);
    private readonly MapEstimator<V> _estimator = new(shape);
    private readonly BandMatrix<V> _factor = new(shape.Size, shape.HalfBandwidth);
    private readonly V[] _error = new V[shape.Size];
    private readonly V[] _weightedError = new V[shape.Size];
    private ObservationInformation<V>? _observations;

    /// <summary>The networks' mean μ, [d]: input.</summary>
    public V[] PriorMean => _prior.Center;

    /// <summary>The networks' raw precision output, [d (w + 1)]: input.</summary>
    public V[] Raw { get; } = new V[shape.Size * (shape.HalfBandwidth + 1)];

    /// <summary>The truth, [d]: input.</summary>
    public V[] Truth { get; } = new V[shape.Size];

    /// <summary>The estimate x, [d]: output.</summary>
    public V[] Mean => _estimator.Mean;

    /// <summary>The negative log likelihood of the truth, without its constant: output.</summary>
    public V NegativeLogLikelihood { get; private set; }

    /// <summary>The gradient with respect to μ, [d]: output of <see cref="Backward"/>.</summary>
    public V[] PriorMeanGradient { get; } = new V[shape.Size];

    /// <summary>The gradient with respect to the raw precision output: output of <see cref="Backward"/>.</summary>
    public BandMatrix<V> RawGradient { get; } = new(shape.Size, shape.HalfBandwidth);

    /// <summary>Computes the estimate and the likelihood.</summary>
    public void Forward(ObservationInformation<V> observations)
    {
        _observations = observations;
        parameters.Fill<V>(Raw, _factor);
        _prior.Precision.Clear();
        _prior.Precision.AddSquareOf(_factor);
        for (var j = 0; j < shape.Size; j++) _prior.Precision.Column(j)[0] += V.Of(PrecisionFactor.Floor);
        _estimator.Solve(_prior, observations, damping: V.Of(0));

        for (var i = 0; i < shape.Size; i++) _error[i] = Mean[i] - Truth[i];
        Array.Clear(_weightedError);
        _prior.Precision.MultiplyAdd(_error, _weightedError);
        observations.Precision.MultiplyAdd(_error, _weightedError);
        NegativeLogLikelihood = (LaneBlock.Dot<V>(_error, _weightedError) - BandCholesky.LogDeterminant(_estimator.Factor)) / V.Of(2);
    }

    /// <summary>Computes the gradients of the inputs.</summary>
    /// <param name="meanGradient">The gradient with respect to x, [d].</param>
    /// <param name="likelihoodGradient">The gradient with respect to the negative log likelihood.</param>
    public void Backward(ReadOnlySpan<V> meanGradient, V likelihoodGradient)
    {
        var size = shape.Size;
        var gamma = PriorMeanGradient;
        var lambda = new V[size];
        for (var i = 0; i < size; i++)
            gamma[i] = V.MultiplyAdd(likelihoodGradient, _weightedError[i], meanGradient[i]);
        gamma.CopyTo(lambda, 0);
        BandCholesky.Solve<V>(_estimator.Factor, lambda);

        var negative = Array.ConvertAll(lambda, value => -value);
        _observations!.Precision.MultiplyAdd(negative, gamma);
        FactorGradient(lambda, likelihoodGradient);
        parameters.BackPropagate<V>(Raw, _factor, RawGradient);
    }

    // ∂L = 2 ∂A L = −λ (Lᵀδ)ᵀ − δ (Lᵀλ)ᵀ + (e (Lᵀe)ᵀ − A⁻¹ L) ∂/∂NLL, on the band.
    private void FactorGradient(V[] lambda, V likelihoodGradient)
    {
        var size = shape.Size;
        V[] delta = _estimator.Increment, lambdaL = new V[size], deltaL = new V[size], errorL = new V[size];
        _factor.MultiplyTransposed(lambda, lambdaL);
        _factor.MultiplyTransposed(delta, deltaL);
        _factor.MultiplyTransposed(_error, errorL);
        var inverse = _estimator.Covariance;
        for (var j = 0; j < size; j++)
        {
            var column = _factor.Column(j);
            var gradient = RawGradient.Column(j);
            for (var k = 0; k < column.Length; k++)
            {
                var inverseL = V.Of(0);
                for (var q = 0; q < column.Length; q++) inverseL = V.MultiplyAdd(inverse[j + k, j + q], column[q], inverseL);
                gradient[k] = likelihoodGradient * (_error[j + k] * errorL[j] - inverseL)
                    - lambda[j + k] * deltaL[j] - delta[j + k] * lambdaL[j];
            }
        }
    }
}
