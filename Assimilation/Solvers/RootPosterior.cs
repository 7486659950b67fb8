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
/// <param name="solver">Goes up the band, and keeps the inverse diagonal.</param>
internal sealed class RootPosterior<V>(WindowShape shape, BandSolver<V> solver) where V : struct, ILane<V>
{
    // So many columns of L, C and the network's hidden features fit into the nearest cache, and are whole tiles of its last layer.
    private static readonly int _columns = typeof(V) == typeof(Float32) ? RootPosteriorOfOne.MostColumns : 12;

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
            var sweep = new BandSweep<V>
            {
                Matrix = observations.Precision, Reach = observations.Reach, Shift = V.Of(root.Floor), Root = root.UpTo(end),
                Factor = factor, Right = b, InverseDiagonal = solver.InverseDiagonal,
            };
            smallest = V.Min(smallest, _one is null
                ? sweep.Columns(first, end)
                : Unsafe.BitCast<Float32, V>(_one.Columns(Unsafe.As<BandSweep<V>, BandSweep<Float32>>(ref sweep), first, end)));
        }
        solver.Up(factor, b);
        return smallest;
    }
}
