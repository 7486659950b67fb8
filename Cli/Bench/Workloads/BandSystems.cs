using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>Symmetric positive definite band systems, one in each lane, factored and solved again and again.</summary>
/// <typeparam name="V">The lane type.</typeparam>
internal sealed class BandSystems<V> where V : struct, ILane<V>
{
    private readonly BandSolver<V> _solver;
    private readonly BandMatrix<V> _matrix;
    private readonly BandMatrix<V> _factor;
    private readonly LaneArray<V> _right;
    private readonly LaneArray<V> _solution;

    /// <summary>Makes diagonally dominant systems.</summary>
    /// <param name="size">d.</param>
    /// <param name="halfBandwidth">w.</param>
    public BandSystems(int size, int halfBandwidth)
    {
        _solver = new BandSolver<V>(size);
        (_matrix, _factor) = (new BandMatrix<V>(size, halfBandwidth), new BandMatrix<V>(size, halfBandwidth));
        (_right, _solution) = (new LaneArray<V>(size), new LaneArray<V>(size));
        for (var j = 0; j < size; j++)
        {
            var column = _matrix.Column(j);
            for (var k = 0; k < column.Length; k++) column[k] = V.Of(BandSystem.Element(j, k, halfBandwidth));
            _right[j] = V.Of(BandSystem.RightHandSide(j));
        }
    }

    /// <summary>Factors and solves.</summary>
    public void Run()
    {
        _right.CopyTo(_solution);
        _solver.Solve(_matrix, _factor, _solution);
    }
}

/// <summary>The numbers of the systems.</summary>
internal static class BandSystem
{
    /// <summary>Element (j + k, j).</summary>
    public static double Element(int j, int k, int halfBandwidth) => k == 0 ? 2 * halfBandwidth + 1 : Math.Sin(j + 7 * k);

    /// <summary>Element j of the right-hand side.</summary>
    public static double RightHandSide(int j) => Math.Cos(j);
}
