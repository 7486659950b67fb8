using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// The most probable states under priors with a banded COVARIANCE P = L Lᵀ, through the control variable v of x = c + L v:
/// (I + LᵀGL) v = Lᵀ (g − G c), with G = HᵀR⁻¹H and g = HᵀR⁻¹y. It equals the gain form (2.4) by the Woodbury identity and
/// stays banded, with twice the half-bandwidth, where P⁻¹ would be full.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="shape">The shape of the windows.</param>
public sealed class ControlVariable<V>(WindowShape shape) where V : struct, ILane<V>
{
    private readonly int _halfBandwidth = shape.HalfBandwidth;
    private readonly BandMatrix<V> _inverse = new(shape.Size, 2 * shape.HalfBandwidth);
    private readonly LaneArray<V> _column = new(shape.Size);
    private readonly BandSolver<V> _solver = new(shape.Size);

    /// <summary>v, [d].</summary>
    public LaneArray<V> Values { get; } = new(shape.Size);

    /// <summary>The Cholesky factor of I + LᵀGL.</summary>
    public BandMatrix<V> Factor { get; } = new(shape.Size, 2 * shape.HalfBandwidth);

    /// <summary>Solves for v and the increment L v.</summary>
    /// <param name="root">L.</param>
    /// <param name="observations">The observations.</param>
    /// <param name="descent">g − G c, [d].</param>
    /// <param name="increment">Receives L v, [d].</param>
    /// <returns>The smallest pivot in each lane.</returns>
    public V Solve(BandMatrix<V> root, ObservationInformation<V> observations, ReadOnlySpan<V> descent, Span<V> increment)
    {
        FillPrecision(root, observations.Precision);
        root.MultiplyTransposed(descent, Values);
        var smallest = _solver.Solve(Factor, Factor, Values);
        root.MultiplyLower(Values, increment);
        return smallest;
    }

    /// <summary>The band of the posterior covariance L (I + LᵀGL)⁻¹ Lᵀ.</summary>
    public void FillCovariance(BandMatrix<V> root, BandMatrix<V> covariance)
    {
        SelectedInverse.Compute(Factor, _inverse);
        covariance.Clear();
        for (var i = 0; i < root.Size; i++)
        {
            for (var j = Math.Max(0, i - _halfBandwidth); j <= i; j++)
            {
                var sum = V.Of(0);
                for (var k = Math.Max(0, i - _halfBandwidth); k <= i; k++)
                {
                    for (var l = Math.Max(0, j - _halfBandwidth); l <= j; l++)
                        sum = V.MultiplyAdd(root[i, k] * _inverse[k, l], root[j, l], sum);
                }
                covariance[i, j] = sum;
            }
        }
    }

    private void FillPrecision(BandMatrix<V> root, BandMatrix<V> information)
    {
        for (var j = 0; j < root.Size; j++)
        {
            var (first, last) = (Math.Max(0, j - _halfBandwidth), Math.Min(root.Size - 1, j + 2 * _halfBandwidth));
            MultiplyColumn(information, root, j, first, last);
            var target = Factor.Column(j);
            for (var i = 0; i < target.Length; i++)
            {
                var sum = V.Of(i == 0 ? 1 : 0);
                var column = root.Column(j + i);
                for (var k = 0; k < column.Length && j + i + k <= last; k++) sum = V.MultiplyAdd(column[k], _column[j + i + k], sum);
                target[i] = sum;
            }
        }
    }

    // G L e_j, whose elements lie between first and last.
    private void MultiplyColumn(BandMatrix<V> information, BandMatrix<V> root, int j, int first, int last)
    {
        _column.Slice(first, last - first + 1).Clear();
        var column = root.Column(j);
        for (var l = j; l < j + column.Length; l++)
        {
            for (var k = Math.Max(0, l - _halfBandwidth); k <= Math.Min(root.Size - 1, l + _halfBandwidth); k++)
                _column[k] = V.MultiplyAdd(information[k, l], column[l - j], _column[k]);
        }
    }
}
