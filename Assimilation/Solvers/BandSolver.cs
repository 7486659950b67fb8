using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// A x = b for symmetric positive definite band matrices, one in each lane, in O(d w²): down the band, where the right-hand side
/// goes along with the factor, and up again.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="size">The number d of unknowns.</param>
public sealed class BandSolver<V>(int size) where V : struct, ILane<V>
{
    /// <summary>1 / C_jj, [d].</summary>
    internal LaneArray<V> InverseDiagonal { get; } = new(size);

    /// <summary>Solves.</summary>
    /// <param name="a">A, [d, d].</param>
    /// <param name="factor">Receives the Cholesky factor C of A; of the same shape, or A itself.</param>
    /// <param name="b">b, then the solution, [d].</param>
    /// <returns>The smallest pivot of each lane, as that of <see cref="BandCholesky.Factor"/>.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public V Solve(BandMatrix<V> a, BandMatrix<V> factor, Span<V> b)
    {
        if ((a.Size, a.HalfBandwidth) != (factor.Size, factor.HalfBandwidth) || a.Size != size || b.Length != size)
            throw new ArgumentException($"A is [{a.Size}], its factor [{factor.Size}] and b [{b.Length}]; the solver has d = {size}");
        var smallest = new BandSweep<V>
        {
            Matrix = a, Reach = a.HalfBandwidth, Factor = factor, Right = b, InverseDiagonal = InverseDiagonal,
        }.Columns(0, size);
        Up(factor, b);
        return smallest;
    }

    /// <summary>Replaces y by the solution x of Cᵀ x = y, after a way down.</summary>
    internal void Up(BandMatrix<V> factor, Span<V> x)
    {
        var writtenOut = BandColumns<V>.For(factor.HalfBandwidth);
        // What is written out takes for granted that there are w rows below.
        var rest = writtenOut is null ? 0 : Math.Max(0, x.Length - factor.HalfBandwidth);
        AnyRows(factor, x, rest);
        writtenOut?.Up(factor, InverseDiagonal, x, rest - 1);
    }

    // The rows from the last to the given one.
    [MethodImpl(Kernel.Compiled)]
    private void AnyRows(BandMatrix<V> factor, Span<V> x, int end)
    {
        Span<V> inverseDiagonal = InverseDiagonal, elements = factor.Elements;
        var w = factor.HalfBandwidth;
        // Each element waits for the one below it, which therefore stays in a register.
        var below = V.Of(0);
        for (var j = x.Length - 1; j >= end; j--)
        {
            var later = x.Slice(j, Math.Min(w + 1, x.Length - j));
            var column = elements.Slice(j * (w + 1), later.Length);
            var sum = later[0];
            for (var k = column.Length - 1; k > 1; k--) sum = V.MultiplyAdd(-column[k], later[k], sum);
            if (column.Length > 1) sum = V.MultiplyAdd(-column[1], below, sum);
            below = sum * inverseDiagonal[j];
            later[0] = below;
        }
    }
}
