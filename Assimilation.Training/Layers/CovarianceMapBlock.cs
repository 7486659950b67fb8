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
/// <param name="shape">The shape of the windows.</param>
/// <param name="parameters">How the raw output becomes L.</param>
internal sealed class CovarianceMapBlock<V>(WindowShape shape, PrecisionFactor parameters) : MapBlock<V>(shape, NewRaw(shape))
    where V : struct, ILane<V>
{
    private readonly LaneArray<V> _lambda = new(shape.Size);
    private readonly LaneArray<V> _spread = new(shape.Size);
    private readonly LaneArray<V> _residual = new(shape.Size);
    private ObservationInformation<V>? _observations;

    /// <inheritdoc/>
    protected override GaussianPrior<V> Prior { get; } =
        new(shape) { CovarianceRoot = new BandMatrix<V>(shape.Size, shape.HalfBandwidth) };

    /// <inheritdoc/>
    public override void Forward(ObservationInformation<V> observations)
    {
        _observations = observations;
        parameters.Fill<V>(Raw, Prior.CovarianceRoot!);
        Estimator.Solve(Prior, observations, damping: V.Of(0));
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<V> meanGradient, V likelihoodGradient)
    {
        var (root, control, information) = (Prior.CovarianceRoot!, Estimator.Control!, _observations!);
        root.MultiplyTransposed(meanGradient, _lambda);
        BandCholesky.Solve<V>(control.Factor, _lambda);

        root.MultiplyLower(_lambda, _spread);
        meanGradient.CopyTo(PriorMeanGradient);
        SubtractProduct(information, _spread, PriorMeanGradient);
        information.Vector.CopyTo(_residual);
        Mean.CopyTo(_spread);
        SubtractProduct(information, _spread, _residual);
        for (var j = 0; j < _lambda.Length; j++)
        {
            var gradient = RawGradient.Column(j);
            for (var k = 0; k < gradient.Length; k++)
                gradient[k] = V.MultiplyAdd(PriorMeanGradient[j + k], control.Values[j], _residual[j + k] * _lambda[j]);
        }
        parameters.BackPropagate<V>(Raw, root, RawGradient);
    }

    // result = result − G x; x becomes −x.
    private static void SubtractProduct(ObservationInformation<V> information, Span<V> x, Span<V> result)
    {
        for (var i = 0; i < x.Length; i++) x[i] = -x[i];
        information.Precision.MultiplyAdd(x, result, information.Reach);
    }
}
