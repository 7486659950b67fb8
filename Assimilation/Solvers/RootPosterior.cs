using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// The posterior of priors whose precision is given by its root, Λ = L Lᵀ + ε I: A δ = (L Lᵀ + ε I + G) δ = b in one sweep down
/// and one up, without storing Λ or A. Neural inference spends its time here and in the networks.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="shape">The shape of the windows.</param>
internal sealed class RootPosterior<V>(WindowShape shape) where V : struct, ILane<V>
{
    // So many columns of L, C and the network's output of four 512-bit vectors each fit into the nearest cache.
    private const int Columns = 8;

    private readonly LaneArray<V> _inverseDiagonal = new(shape.Size);

    /// <summary>Solves.</summary>
    /// <param name="root">L.</param>
    /// <param name="observations">G.</param>
    /// <param name="factor">Receives the Cholesky factor C of A.</param>
    /// <param name="b">b, then δ, [d].</param>
    /// <returns>The smallest pivot of each lane, as that of <see cref="BandCholesky.Factor"/>.</returns>
    public V Solve(PrecisionRoot<V> root, ObservationInformation<V> observations, BandMatrix<V> factor, Span<V> b)
    {
        var smallest = V.Of(double.PositiveInfinity);
        for (var first = 0; first < b.Length; first += Columns)
        {
            var end = Math.Min(b.Length, first + Columns);
            smallest = V.Min(smallest, Down(root.UpTo(end), V.Of(root.Floor), observations, factor, b, first, end));
        }
        Up(factor, b);
        return smallest;
    }

    // Columns first .. end − 1 of C and the solution y of C y = b as far. Element (row, p) of a band lies at p w + row:
    //   A_{j+k, j} = Σ_{p ≤ j} L_{j+k, p} L_{j, p} + ε [k = 0] + G_{j+k, j},   C_{j+k, j} = (A_{j+k, j} − Σ_{p < j} C_{j+k, p} C_{j, p}) / C_jj,
    // so both sums run over the same p, and an element of A lives in registers only.
    [MethodImpl(Kernel.Compiled)]
    private V Down(
        BandMatrix<V> root, V floor, ObservationInformation<V> observations, BandMatrix<V> factor, Span<V> y, int first, int end)
    {
        var (w, reach) = (factor.HalfBandwidth, observations.Reach);
        Span<V> l = root.Elements, c = factor.Elements, inverseDiagonal = _inverseDiagonal;
        var smallest = V.Of(double.PositiveInfinity);
        for (var j = first; j < end; j++)
        {
            Span<V> target = factor.Column(j), information = observations.Precision.Column(j);
            var inverse = V.Of(0);
            for (var k = 0; k < target.Length; k++)
            {
                var sum = k <= reach ? information[k] : V.Of(0);
                if (k == 0) sum += floor;
                sum = V.MultiplyAdd(l[j * w + j], l[j * w + j + k], sum);
                for (var at = Math.Max(0, j + k - w) * w + j; at < j * w + j; at += w)
                {
                    sum = V.MultiplyAdd(l[at], l[at + k], sum);
                    sum = V.MultiplyAdd(-c[at], c[at + k], sum);
                }
                if (k == 0)
                {
                    smallest = V.Min(smallest, sum);
                    inverse = V.DivideByRoot(V.Of(1), sum);
                }
                target[k] = sum * inverse;
            }
            var value = y[j];
            for (var p = Math.Max(0, j - w); p < j; p++) value = V.MultiplyAdd(-c[p * w + j], y[p], value);
            y[j] = value * inverse;
            inverseDiagonal[j] = inverse;
        }
        return smallest;
    }

    // The solution x of Cᵀ x = y.
    [MethodImpl(Kernel.Compiled)]
    private void Up(BandMatrix<V> factor, Span<V> x)
    {
        Span<V> inverseDiagonal = _inverseDiagonal;
        for (var j = x.Length - 1; j >= 0; j--)
        {
            var column = factor.Column(j);
            var sum = x[j];
            for (var k = column.Length - 1; k > 0; k--) sum = V.MultiplyAdd(-column[k], x[j + k], sum);
            x[j] = sum * inverseDiagonal[j];
        }
    }
}
