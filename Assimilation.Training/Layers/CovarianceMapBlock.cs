using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>The MAP estimate under a banded covariance, as the paper's text has it; without a likelihood.</summary>
/// <remarks>
/// With P = L Lᵀ and the control variable v, (I + LᵀGL) v = Lᵀ (g − G μ), x = μ + L v. For an incoming gradient γ of x and
/// λ = (I + LᵀGL)⁻¹ Lᵀ γ:
///   ∂μ = γ − G L λ,
///   ∂L = ∂μ vᵀ + (g − G x) λᵀ on the band.
/// Checked against finite differences in Tests.
/// </remarks>
/// <typeparam name="V">The lane type.</typeparam>
internal sealed class CovarianceMapBlock<V> : MapBlock<V> where V : struct, ILane<V>
{
    private readonly PrecisionFactor _parameters;
    private readonly GaussianPrior<V> _prior;
    private ObservationInformation<V>? _observations;

    /// <summary>Makes a block with its working memory.</summary>
    public CovarianceMapBlock(WindowShape shape, PrecisionFactor parameters) : this(parameters,
        new GaussianPrior<V>(shape) { CovarianceRoot = new BandMatrix<V>(shape.Size, shape.HalfBandwidth) }, shape)
    {
    }

    private CovarianceMapBlock(PrecisionFactor parameters, GaussianPrior<V> prior, WindowShape shape) : base(shape, prior) =>
        (_parameters, _prior) = (parameters, prior);

    /// <inheritdoc/>
    public override void Forward(ObservationInformation<V> observations)
    {
        _observations = observations;
        _parameters.Fill<V>(Raw, _prior.CovarianceRoot!);
        Estimator.Solve(_prior, observations, damping: V.Of(0));
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<V> meanGradient, V likelihoodGradient)
    {
        var (root, size) = (_prior.CovarianceRoot!, Mean.Length);
        var control = Estimator.Control!;
        V[] lambda = new V[size], spread = new V[size], residual = _observations!.Vector.Span.ToArray();
        root.MultiplyTransposed(meanGradient, lambda);
        BandCholesky.Solve<V>(control.Factor, lambda);

        root.MultiplyLower(lambda, spread);
        meanGradient.CopyTo(PriorMeanGradient);
        _observations.Precision.MultiplyAdd(Array.ConvertAll(spread, value => -value), PriorMeanGradient);
        _observations.Precision.MultiplyAdd(Array.ConvertAll(Mean.Span.ToArray(), value => -value), residual);
        for (var j = 0; j < size; j++)
        {
            var gradient = RawGradient.Column(j);
            for (var k = 0; k < gradient.Length; k++)
                gradient[k] = PriorMeanGradient[j + k] * control.Values[j] + residual[j + k] * lambda[j];
        }
        _parameters.BackPropagate<V>(Raw, root, RawGradient);
    }
}
