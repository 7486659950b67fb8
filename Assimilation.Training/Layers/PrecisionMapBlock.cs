using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>
/// The MAP estimate under a banded precision, with the negative log likelihood of the truth.
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
internal sealed class PrecisionMapBlock<V> : MapBlock<V> where V : struct, ILane<V>
{
    private readonly WindowShape _shape;
    private readonly PrecisionFactor _parameters;
    private readonly GaussianPrior<V> _prior;
    private readonly BandMatrix<V> _factor;
    private readonly V[] _error;
    private readonly V[] _weightedError;
    private ObservationInformation<V>? _observations;

    /// <summary>Makes a block with its working memory.</summary>
    public PrecisionMapBlock(WindowShape shape, PrecisionFactor parameters) : this(shape, parameters, new GaussianPrior<V>(shape))
    {
    }

    private PrecisionMapBlock(WindowShape shape, PrecisionFactor parameters, GaussianPrior<V> prior) : base(shape, prior)
    {
        (_shape, _parameters, _prior) = (shape, parameters, prior);
        _factor = new BandMatrix<V>(shape.Size, shape.HalfBandwidth);
        (_error, _weightedError) = (new V[shape.Size], new V[shape.Size]);
    }

    /// <inheritdoc/>
    public override void Forward(ObservationInformation<V> observations)
    {
        _observations = observations;
        _parameters.Fill<V>(Raw, _factor);
        _prior.Precision.Clear();
        _prior.Precision.AddSquareOf(_factor);
        for (var j = 0; j < _shape.Size; j++) _prior.Precision.Column(j)[0] += V.Of(PrecisionFactor.Floor);
        Estimator.Solve(_prior, observations, damping: V.Of(0));

        for (var i = 0; i < _shape.Size; i++) _error[i] = Mean[i] - Truth[i];
        Array.Clear(_weightedError);
        _prior.Precision.MultiplyAdd(_error, _weightedError);
        observations.Precision.MultiplyAdd(_error, _weightedError);
        NegativeLogLikelihood = (LaneBlock.Dot<V>(_error, _weightedError) - BandCholesky.LogDeterminant(Estimator.Factor)) / V.Of(2);
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<V> meanGradient, V likelihoodGradient)
    {
        var size = _shape.Size;
        var gamma = PriorMeanGradient;
        var lambda = new V[size];
        for (var i = 0; i < size; i++)
            gamma[i] = V.MultiplyAdd(likelihoodGradient, _weightedError[i], meanGradient[i]);
        gamma.CopyTo(lambda, 0);
        BandCholesky.Solve<V>(Estimator.Factor, lambda);

        var negative = Array.ConvertAll(lambda, value => -value);
        _observations!.Precision.MultiplyAdd(negative, gamma);
        FactorGradient(lambda, likelihoodGradient);
        _parameters.BackPropagate<V>(Raw, _factor, RawGradient);
    }

    // ∂L = 2 ∂A L = −λ (Lᵀδ)ᵀ − δ (Lᵀλ)ᵀ + (e (Lᵀe)ᵀ − A⁻¹ L) ∂/∂NLL, on the band.
    private void FactorGradient(V[] lambda, V likelihoodGradient)
    {
        var size = _shape.Size;
        var delta = Estimator.Increment;
        V[] lambdaL = new V[size], deltaL = new V[size], errorL = new V[size];
        _factor.MultiplyTransposed(lambda, lambdaL);
        _factor.MultiplyTransposed(delta, deltaL);
        _factor.MultiplyTransposed(_error, errorL);
        var inverse = Estimator.Covariance;
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
