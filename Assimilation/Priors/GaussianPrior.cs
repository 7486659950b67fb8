using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// A Gaussian prior in increment form about an expansion point c: its density is, up to a constant,
/// exp(−½ (x − c)ᵀ Λ (x − c) + bᵀ (x − c)), so its mean is c + Λ⁻¹ b. A network gives its mean as c with b = 0; linearised
/// physics gives the iterate as c and the negative cost gradient as b, and no mean has to be solved for.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="shape">The shape of the windows.</param>
public sealed class GaussianPrior<V>(WindowShape shape) where V : struct, ILane<V>
{
    private BandMatrix<V>? _precision;
    private LaneArray<V>? _increment;
    private LaneArray<V>? _product;

    /// <summary>The expansion point c, [d].</summary>
    public LaneArray<V> Center { get; } = new(shape.Size);

    /// <summary>The linear term b, [d]: the gradient of the log density at c.</summary>
    public LaneArray<V> Gradient { get; } = new(shape.Size);

    /// <summary>The precision Λ = P⁻¹, banded, [d, d]; of no meaning where a root is given.</summary>
    public BandMatrix<V> Precision => _precision ??= new BandMatrix<V>(shape.Size, shape.HalfBandwidth);

    /// <summary>Where the precision is given by its root L, as Λ = L Lᵀ + ε I; else null. The product is then never stored.</summary>
    public PrecisionRoot<V>? PrecisionRoot { get; init; }

    /// <summary>
    /// Where not the precision but the covariance is banded: the lower triangular L of P = L Lᵀ, and then b = 0. Else null.
    /// </summary>
    public BandMatrix<V>? CovarianceRoot { get; init; }

    /// <summary>The cost ½ (x − c)ᵀ Λ (x − c) − bᵀ (x − c) of states x, [d].</summary>
    public V Cost(ReadOnlySpan<V> state)
    {
        Span<V> increment = _increment ??= new(shape.Size), product = _product ??= new(shape.Size);
        for (var i = 0; i < increment.Length; i++) increment[i] = state[i] - Center[i];
        if (CovarianceRoot is not null)
        {
            BandCholesky.SolveLower(CovarianceRoot, increment);
            return LaneBlock.Dot<V>(increment, increment) / V.Of(2);
        }
        if (PrecisionRoot is not null)
        {
            PrecisionRoot.Columns.MultiplyTransposed(increment, product);
            var square = LaneBlock.Dot<V>(product, product) + V.Of(PrecisionRoot.Floor) * LaneBlock.Dot<V>(increment, increment);
            return square / V.Of(2) - LaneBlock.Dot<V>(Gradient, increment);
        }
        product.Clear();
        Precision.MultiplyAdd(increment, product);
        return LaneBlock.Dot<V>(increment, product) / V.Of(2) - LaneBlock.Dot<V>(Gradient, increment);
    }
}
