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
    // So many columns of L, C and the network's hidden features fit into the nearest cache, and are whole tiles of its last layer.
    private static readonly int _columns = typeof(V) == typeof(Float32) ? RootPosteriorOfOne.MostColumns : 12;

    private readonly LaneArray<V> _inverseDiagonal = new(shape.Size);
    private readonly RootPosteriorOfOne? _one = typeof(V) == typeof(Float32) ? new(shape.HalfBandwidth) : null;

    /// <summary>Solves.</summary>
    /// <param name="root">L.</param>
    /// <param name="observations">G.</param>
    /// <param name="factor">Receives the Cholesky factor C of A.</param>
    /// <param name="b">b, then δ, [d].</param>
    /// <returns>The smallest pivot of each lane, as that of <see cref="BandCholesky.Factor"/>.</returns>
    public V Solve(PrecisionRoot<V> root, ObservationInformation<V> observations, BandMatrix<V> factor, Span<V> b)
    {
        var smallest = V.Of(double.PositiveInfinity);
        for (var first = 0; first < b.Length; first += _columns)
        {
            var end = Math.Min(b.Length, first + _columns);
            var columns = root.UpTo(end);
            smallest = V.Min(smallest, _one is null
                ? FillColumns(columns, V.Of(root.Floor), observations, factor, first, end)
                : FillColumnsOfOne(columns, root.Floor, observations, factor, first, end));
            Down(factor, b, first, end);
        }
        Up(factor, b);
        return smallest;
    }

    private V FillColumnsOfOne(
        BandMatrix<V> root, double floor, ObservationInformation<V> observations, BandMatrix<V> factor, int first, int end)
    {
        var pivot = _one!.FillColumns(
            Unsafe.As<BandMatrix<Float32>>(root), floor, Unsafe.As<ObservationInformation<Float32>>(observations),
            Unsafe.As<BandMatrix<Float32>>(factor), Unsafe.As<LaneArray<Float32>>(_inverseDiagonal), first, end);
        return Unsafe.BitCast<Float32, V>(pivot);
    }

    // Columns of C. Element (row, p) of a band lies at p w + row:
    //   A_{j+k, j} = G_{j+k, j} + ε [k = 0] + Σ_{p ≤ j} L_{j+k, p} L_{j, p},   C_{j+k, j} C_jj = A_{j+k, j} − Σ_{p < j} C_{j+k, p} C_{j, p},
    // and both sums run over the same p, so an element of A lives in registers only. Two rows at a time share L_{j, p} and C_{j, p}.
    [MethodImpl(Kernel.Compiled)]
    private V FillColumns(
        BandMatrix<V> root, V floor, ObservationInformation<V> observations, BandMatrix<V> factor, int first, int end)
    {
        var (w, reach) = (factor.HalfBandwidth, observations.Reach);
        Span<V> l = root.Elements, c = factor.Elements, inverseDiagonal = _inverseDiagonal;
        var smallest = V.Of(double.PositiveInfinity);
        for (var j = first; j < end; j++)
        {
            Span<V> target = factor.Column(j), information = observations.Precision.Column(j);
            var (diagonal, inverse) = (j * w + j, V.Of(0));
            for (var k = 0; k < target.Length; k += 2)
            {
                // Beyond the last row of the column the second of the two is the first again.
                var next = Math.Min(k + 1, target.Length - 1);
                V a = k <= reach ? information[k] : V.Of(0), b = next <= reach ? information[next] : V.Of(0);
                V knownOfA = V.Of(0), knownOfB = V.Of(0);
                if (k == 0) a += floor;
                var at = Math.Max(0, j + k - w) * w + j;
                if (j + k >= w && at < diagonal)
                {
                    a = V.MultiplyAdd(l[at], l[at + k], a);
                    knownOfA = V.MultiplyAdd(c[at], c[at + k], knownOfA);
                    at += w;
                }
                for (; at < diagonal; at += w)
                {
                    V ofL = l[at], ofC = c[at];
                    a = V.MultiplyAdd(ofL, l[at + k], a);
                    b = V.MultiplyAdd(ofL, l[at + next], b);
                    knownOfA = V.MultiplyAdd(ofC, c[at + k], knownOfA);
                    knownOfB = V.MultiplyAdd(ofC, c[at + next], knownOfB);
                }
                a = V.MultiplyAdd(l[diagonal], l[diagonal + k], a) - knownOfA;
                if (k == 0)
                {
                    smallest = V.Min(smallest, a);
                    inverseDiagonal[j] = inverse = V.DivideByRoot(V.Of(1), a);
                }
                if (next > k) target[next] = (V.MultiplyAdd(l[diagonal], l[diagonal + next], b) - knownOfB) * inverse;
                target[k] = a * inverse;
            }
        }
        return smallest;
    }

    // Elements first .. end − 1 of the solution y of C y = b.
    [MethodImpl(Kernel.Compiled)]
    private void Down(BandMatrix<V> factor, Span<V> y, int first, int end)
    {
        var w = factor.HalfBandwidth;
        Span<V> c = factor.Elements, inverseDiagonal = _inverseDiagonal;
        for (var j = first; j < end; j++)
        {
            var sum = y[j];
            for (var p = Math.Max(0, j - w); p < j; p++) sum = V.MultiplyAdd(-c[p * w + j], y[p], sum);
            y[j] = sum * inverseDiagonal[j];
        }
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
