using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// The most probable states of a block of windows under Gaussian priors and linear observations, Eq. (2.3), in precision
/// and increment form: (Λ + HᵀR⁻¹H) δ = b + HᵀR⁻¹(y − H c), x = c + δ, by band Cholesky in O(d w²). It equals the gain form
/// (2.4) by the Woodbury identity. ADR 0001. Priors given by a root are solved undamped: from the root of the precision without
/// forming it, from that of a covariance through their control variable.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="shape">The shape of the windows.</param>
public sealed class MapEstimator<V>(WindowShape shape) where V : struct, ILane<V>
{
    private readonly BandSolver<V> _solver = new(shape.Size);
    private BandMatrix<V>? _inverse;
    private bool _inverseIsCurrent;
    private BandMatrix<V>? _root;
    private RootPosterior<V>? _rootPosterior;

    /// <summary>The estimate x, [d].</summary>
    public LaneArray<V> Mean { get; } = new(shape.Size);

    /// <summary>The increment δ = x − c, [d].</summary>
    public LaneArray<V> Increment { get; } = new(shape.Size);

    /// <summary>The right-hand side b + HᵀR⁻¹(y − H c): the negative gradient of the cost at c, [d].</summary>
    public LaneArray<V> Descent { get; } = new(shape.Size);

    /// <summary>The Cholesky factor of the (damped) posterior precision A; of no meaning under a banded covariance.</summary>
    public BandMatrix<V> Factor { get; } = new(shape.Size, shape.HalfBandwidth);

    /// <summary>How the last prior with a banded covariance was solved for; null before the first one.</summary>
    public ControlVariable<V>? Control { get; private set; }

    /// <summary>The smallest pivot in each lane; not above zero where A was not positive definite.</summary>
    public V SmallestPivot { get; private set; }

    /// <summary>The term λ · max diag A that damping added to the diagonal.</summary>
    public V Shift { get; private set; }

    /// <summary>The band of A⁻¹: variances on its diagonal. Computed when first asked for after a solve.</summary>
    public BandMatrix<V> Covariance
    {
        get
        {
            _inverse ??= new BandMatrix<V>(shape.Size, shape.HalfBandwidth);
            if (!_inverseIsCurrent && _root is not null) Control!.FillCovariance(_root, _inverse);
            else if (!_inverseIsCurrent) SelectedInverse.Compute(Factor, _inverse);
            _inverseIsCurrent = true;
            return _inverse;
        }
    }

    /// <summary>Solves for the estimate.</summary>
    /// <param name="prior">The priors.</param>
    /// <param name="observations">The observations, in information form; none gives the prior means.</param>
    /// <param name="damping">
    /// λ ≥ 0: adds λ · max diag A to the diagonal, which keeps the estimate near c (Levenberg-Marquardt). 0 for none.
    /// </param>
    public void Solve(GaussianPrior<V> prior, ObservationInformation<V> observations, V damping)
    {
        Elementwise.Apply<Negative, V>(default, prior.Center, prior.Center, Mean);
        Elementwise.Apply<Sum, V>(default, prior.Gradient, observations.Vector, Descent);
        observations.Precision.MultiplyAdd(Mean, Descent, observations.Reach);

        (_root, _inverseIsCurrent) = (prior.CovarianceRoot, false);
        if (prior.PrecisionRoot is { } precisionRoot) SolveFromRoot(precisionRoot, observations);
        else if (_root is null) SolveInPrecisionForm(prior, observations, damping);
        else SmallestPivot = (Control ??= new(shape)).Solve(_root, observations, Descent, Increment);
        Elementwise.Apply<Sum, V>(default, prior.Center, Increment, Mean);
    }

    private void SolveFromRoot(PrecisionRoot<V> root, ObservationInformation<V> observations)
    {
        Descent.CopyTo(Increment);
        SmallestPivot = (_rootPosterior ??= new(shape, _solver)).Solve(root, observations, Factor, Increment);
    }

    private void SolveInPrecisionForm(GaussianPrior<V> prior, ObservationInformation<V> observations, V damping)
    {
        Shift = damping * Add(prior.Precision, observations);
        for (var j = 0; j < shape.Size; j++) Factor.Column(j)[0] += Shift;

        Descent.CopyTo(Increment);
        SmallestPivot = _solver.Solve(Factor, Factor, Increment);
    }

    // Λ + G, where its factor is to be; the largest element on its diagonal.
    [MethodImpl(Kernel.Compiled)]
    private V Add(BandMatrix<V> precision, ObservationInformation<V> observations)
    {
        var (largest, n) = (V.Of(0), shape.HalfBandwidth + 1);
        Span<V> sums = Factor.Elements, elements = precision.Elements, added = observations.Precision.Elements;
        for (var first = 0; first < sums.Length; first += n)
        {
            Span<V> sum = sums.Slice(first, n), column = elements.Slice(first, n), information = added.Slice(first, n);
            var end = Math.Min(n, observations.Reach + 1);
            for (var k = 0; k < end; k++) sum[k] = column[k] + information[k];
            for (var k = end; k < n; k++) sum[k] = column[k];
            largest = V.Max(largest, sum[0]);
        }
        return largest;
    }

    /// <summary>The marginal of one state in one lane.</summary>
    public StateEstimate StateAt(int step, int lane)
    {
        var (n, first) = (shape.Components, step * shape.Components);
        return new StateEstimate(
            Vector<double>.Build.Dense(n, i => LaneBlock.Get(ref Mean[first + i], lane)),
            Matrix<double>.Build.Dense(n, n, (i, j) => LaneBlock.Get(ref Covariance[first + i, first + j], lane)));
    }

    /// <summary>How the last solve ended in one lane.</summary>
    public SolveStatus Status(int lane)
    {
        if (!(SmallestPivot.Get(lane) > 0)) return SolveStatus.NotPositiveDefinite;
        foreach (ref readonly var value in Mean.Span)
            if (!double.IsFinite(LaneBlock.Get(in value, lane))) return SolveStatus.NotFinite;
        return SolveStatus.Succeeded;
    }

    private readonly struct Negative : IFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public L Of<L>(L x, L y, L z) where L : struct, ILane<L> => -x;
    }
}
