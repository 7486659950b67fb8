using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Training.Layers;

/// <summary>
/// The MAP estimate of a block of windows as a differentiable function of the networks' outputs, with the gradient by implicit
/// differentiation with the factor of the solve, in O(d w²).
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
internal abstract class MapBlock<V>(WindowShape shape, LaneArray<V> raw) where V : struct, ILane<V>
{
    /// <summary>The networks' mean μ, [d]: input.</summary>
    public LaneArray<V> PriorMean => Prior.Center;

    /// <summary>The networks' raw output for the band, [d (w + 1)]: input.</summary>
    public LaneArray<V> Raw => raw;

    /// <summary>The truth, [d]: input.</summary>
    public LaneArray<V> Truth { get; } = new(shape.Size);

    /// <summary>The estimate x, [d]: output.</summary>
    public LaneArray<V> Mean => Estimator.Mean;

    /// <summary>The negative log likelihood of the truth, without its constant: output; 0 where it is not wanted.</summary>
    public V NegativeLogLikelihood { get; protected set; }

    /// <summary>The gradient with respect to μ, [d]: output of <see cref="Backward"/>.</summary>
    public LaneArray<V> PriorMeanGradient { get; } = new(shape.Size);

    /// <summary>The gradient with respect to the raw output: output of <see cref="Backward"/>.</summary>
    public BandMatrix<V> RawGradient { get; } = new(shape.Size, shape.HalfBandwidth);

    /// <summary>The prior that the networks' outputs make.</summary>
    protected abstract GaussianPrior<V> Prior { get; }

    /// <summary>The solve.</summary>
    protected MapEstimator<V> Estimator { get; } = new(shape);

    /// <summary>Makes the block of a prior whose band has the form that the architecture says.</summary>
    public static MapBlock<V> Create(PriorArchitecture architecture, bool withLikelihood) => architecture.Form == PriorForm.Covariance
        ? new CovarianceMapBlock<V>(architecture.Shape, architecture.Factor)
        : new PrecisionMapBlock<V>(architecture.Shape, architecture.Factor, withLikelihood);

    /// <summary>Computes the estimate and the likelihood.</summary>
    public abstract void Forward(ObservationInformation<V> observations);

    /// <summary>Computes the gradients of the inputs.</summary>
    /// <param name="meanGradient">The gradient with respect to x, [d].</param>
    /// <param name="likelihoodGradient">The gradient with respect to the negative log likelihood.</param>
    public abstract void Backward(ReadOnlySpan<V> meanGradient, V likelihoodGradient);

    /// <summary>An array for the raw output, [d (w + 1)].</summary>
    protected static LaneArray<V> NewRaw(WindowShape shape) => new(shape.Size * (shape.HalfBandwidth + 1));
}
