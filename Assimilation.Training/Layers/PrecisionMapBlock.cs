using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>The MAP estimate under a banded precision, with the negative log likelihood of the truth where it is wanted.</summary>
/// <remarks>
/// With A = Λ + G, Λ = L Lᵀ + ε I, the estimate is x = μ + δ, A δ = g − G μ, and
/// NLL = ½ eᵀ A e − ½ log det A with e = x − truth (a constant left out). For an incoming gradient γ of x (including
/// A e · ∂/∂NLL) and λ = A⁻¹ γ:
///   ∂μ = γ − G λ,
///   ∂A = −½ (λ δᵀ + δ λᵀ) + ½ (e eᵀ − A⁻¹) ∂/∂NLL,
///   ∂L = 2 ∂A L on the band; the band of A⁻¹ is all that enters (SelectedInverse).
/// Checked against finite differences and dense Torch in Tests.
/// </remarks>
/// <typeparam name="V">The lane type.</typeparam>
internal sealed class PrecisionMapBlock<V> : MapBlock<V> where V : struct, ILane<V>
{
    private readonly PrecisionFactor _parameters;
    private readonly bool _withLikelihood;
    private readonly BandMatrix<V> _root;
    private readonly LaneArray<V> _error;
    private readonly LaneArray<V> _errorL;
    private readonly LaneArray<V> _weightedError;
    private readonly LaneArray<V> _lambda;
    private readonly LaneArray<V> _lambdaL;
    private readonly LaneArray<V> _deltaL;
    private ObservationInformation<V>? _observations;

    /// <summary>Makes a block with its working memory.</summary>
    public PrecisionMapBlock(WindowShape shape, PrecisionFactor parameters, bool withLikelihood) : base(shape, NewRaw(shape))
    {
        (_parameters, _withLikelihood) = (parameters, withLikelihood);
        _root = new BandMatrix<V>(shape.Size, shape.HalfBandwidth);
        Prior = new GaussianPrior<V>(shape) { PrecisionRoot = parameters.Root(_root, Raw) };
        (_error, _errorL, _weightedError) = (new(shape.Size), new(shape.Size), new(shape.Size));
        (_lambda, _lambdaL, _deltaL) = (new(shape.Size), new(shape.Size), new(shape.Size));
    }

    /// <inheritdoc/>
    protected override GaussianPrior<V> Prior { get; }

    /// <inheritdoc/>
    public override void Forward(ObservationInformation<V> observations)
    {
        _observations = observations;
        Prior.PrecisionRoot!.Renew();
        Estimator.Solve(Prior, observations, damping: V.Of(0));
        if (!_withLikelihood) return;

        // A e = L (Lᵀ e) + ε e + G e.
        for (var i = 0; i < _error.Length; i++) _error[i] = Mean[i] - Truth[i];
        _root.MultiplyTransposed(_error, _errorL);
        _root.MultiplyLower(_errorL, _weightedError);
        for (var i = 0; i < _error.Length; i++)
            _weightedError[i] = V.MultiplyAdd(V.Of(PrecisionFactor.Floor), _error[i], _weightedError[i]);
        observations.Precision.MultiplyAdd(_error, _weightedError, observations.Reach);
        NegativeLogLikelihood =
            (LaneBlock.Dot<V>(_error, _weightedError) - BandCholesky.LogDeterminant(Estimator.Factor)) / V.Of(2);
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<V> meanGradient, V likelihoodGradient)
    {
        var gamma = PriorMeanGradient.Span;
        meanGradient.CopyTo(gamma);
        if (_withLikelihood)
            for (var i = 0; i < gamma.Length; i++) gamma[i] = V.MultiplyAdd(likelihoodGradient, _weightedError[i], gamma[i]);
        gamma.CopyTo(_lambda);
        BandCholesky.Solve<V>(Estimator.Factor, _lambda);
        _root.MultiplyTransposed(_lambda, _lambdaL);
        _root.MultiplyTransposed(Estimator.Increment, _deltaL);
        SolveGradient(_lambda, _lambdaL, Estimator.Increment, _deltaL);
        if (_withLikelihood) AddLikelihoodGradient(_error, _errorL, Estimator.Covariance, likelihoodGradient);
        _parameters.BackPropagate<V>(Raw, _root, RawGradient);

        for (var i = 0; i < gamma.Length; i++) _lambda[i] = -_lambda[i];
        _observations!.Precision.MultiplyAdd(_lambda, gamma, _observations.Reach);
    }

    // −λ (Lᵀδ)ᵀ − δ (Lᵀλ)ᵀ on the band.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SolveGradient(ReadOnlySpan<V> lambda, ReadOnlySpan<V> lambdaL, ReadOnlySpan<V> delta, ReadOnlySpan<V> deltaL)
    {
        for (var j = 0; j < lambda.Length; j++)
        {
            var gradient = RawGradient.Column(j);
            V fromDelta = -deltaL[j], fromLambda = -lambdaL[j];
            for (var k = 0; k < gradient.Length; k++)
                gradient[k] = V.MultiplyAdd(lambda[j + k], fromDelta, delta[j + k] * fromLambda);
        }
    }

    // (e (Lᵀe)ᵀ − A⁻¹ L) ∂/∂NLL on the band, added. Elements (j + k, j + q) of A⁻¹ below and above its diagonal are the same.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddLikelihoodGradient(ReadOnlySpan<V> error, ReadOnlySpan<V> errorL, BandMatrix<V> inverse, V likelihoodGradient)
    {
        var w = inverse.HalfBandwidth;
        var z = inverse.Elements;
        for (var j = 0; j < error.Length; j++)
        {
            Span<V> column = _root.Column(j), gradient = RawGradient.Column(j);
            for (var k = 0; k < gradient.Length; k++)
            {
                var sum = error[j + k] * errorL[j];
                for (var q = 0; q < k; q++) sum = V.MultiplyAdd(-z[(j + q) * w + j + k], column[q], sum);
                for (var q = k; q < column.Length; q++) sum = V.MultiplyAdd(-z[(j + k) * w + j + q], column[q], sum);
                gradient[k] = V.MultiplyAdd(likelihoodGradient, sum, gradient[k]);
            }
        }
    }
}
