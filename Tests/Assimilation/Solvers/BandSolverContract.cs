using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Solvers;

public class BandSolversInFloat64 : BandSolverContract<Float64>;

public class BandSolversInFloat64Lanes : BandSolverContract<Float64Lanes>;

public class BandSolversInFloat32 : BandSolverContract<Float32>;

public class BandSolversInFloat32VectorsOf128Bits : BandSolverContract<Float32x4>;

public class BandSolversInFloat32VectorsOf256Bits : BandSolverContract<Float32x8>;

public class BandSolversInFloat32VectorsOf512Bits : BandSolverContract<Float32x16>;

public class BandSolversInTwoFloat32Vectors : BandSolverContract<Pair<Float32x4>>;

/// <summary>Band solvers equal dense ones, in each lane on its own.</summary>
public abstract class BandSolverContract<V> where V : struct, ILane<V>
{
    private static readonly Gen<(int Size, int HalfBandwidth)> Shapes = Gen.Select(Gen.Int[1, 40], Gen.Int[0, 8]);

    private static readonly Gen<BandMatrix<V>> Precisions =
        Shapes.SelectMany(shape => BandMatrices.Precisions<V>(shape.Size, shape.HalfBandwidth));

    private static readonly Gen<(BandMatrix<V> Matrix, V[] Vector)> Systems =
        Precisions.SelectMany(matrix => BandMatrices.Blocks<V>(matrix.Size).Select(vector => (matrix, vector)));

    [Fact]
    public void Solve_equals_the_dense_solve() => Systems.Sample((a, b) =>
    {
        var (factor, x) = (Copy(a), (V[])b.Clone());
        BandCholesky.Factor(factor);
        BandCholesky.Solve<V>(factor, x);
        for (var lane = 0; lane < V.Count; lane++) AssertSolves(a, b, x, lane);
    });

    [Fact]
    public void Solver_solves_with_the_very_factor_in_place_or_not() => Systems.Sample((a, b) =>
    {
        var (expected, factor, x, xInPlace) = (Copy(a), new BandMatrix<V>(a.Size, a.HalfBandwidth), (V[])b.Clone(), (V[])b.Clone());
        BandCholesky.Factor(expected);
        var solver = new BandSolver<V>(a.Size);
        solver.Solve(a, factor, x);
        for (var lane = 0; lane < V.Count; lane++) AssertSolves(a, b, x, lane);
        solver.Solve(a, a, xInPlace);
        Assert.Equal(expected.Elements.ToArray(), factor.Elements.ToArray());
        Assert.Equal(expected.Elements.ToArray(), a.Elements.ToArray());
        Assert.Equal(x, xInPlace);
    });

    [Fact]
    public void Log_determinant_equals_the_dense_one() => Precisions.Sample(a =>
    {
        var factor = Copy(a);
        BandCholesky.Factor(factor);
        var logDeterminant = BandCholesky.LogDeterminant(factor);
        for (var lane = 0; lane < V.Count; lane++)
        {
            // A relative change ε of A changes log det by at most d · ε · cond.
            var expected = Dense.Symmetric(a, lane).Cholesky().DeterminantLn;
            Assert.Equal(expected, logDeterminant.Get(lane), a.Size * RelativeError(a, lane));
        }
    });

    [Fact]
    public void Selected_inverse_equals_the_band_of_the_dense_inverse() => Precisions.Sample(a =>
    {
        var (factor, inverse) = (Copy(a), new BandMatrix<V>(a.Size, a.HalfBandwidth));
        BandCholesky.Factor(factor);
        SelectedInverse.Compute(factor, inverse);
        for (var lane = 0; lane < V.Count; lane++)
        {
            var expected = Dense.Symmetric(a, lane).Inverse();
            expected.MapIndexedInplace((i, j, value) => Math.Abs(i - j) <= a.HalfBandwidth ? value : 0);
            var error = (Dense.Symmetric(inverse, lane) - expected).InfinityNorm();
            Assert.True(error <= expected.InfinityNorm() * RelativeError(a, lane), $"lane {lane} is off by {error:g3}");
        }
    });

    [Fact]
    public void Symmetric_product_equals_the_dense_one() =>
        Systems.Sample((a, x) =>
        {
            var start = Array.ConvertAll(x, value => value * value);
            var result = (V[])start.Clone();
            a.MultiplyAdd(x, result);
            for (var lane = 0; lane < V.Count; lane++)
            {
                var dense = Dense.Symmetric(a, lane);
                var error = dense * Dense.Lane(x, lane) + Dense.Lane(start, lane) - Dense.Lane(result, lane);
                Assert.True(error.InfinityNorm() <= (dense.InfinityNorm() + 1) * Rounding(a));
            }
        });

    [Fact]
    public void Square_of_a_factor_equals_the_dense_one() =>
        Shapes.SelectMany(shape => Gen.Select(BandMatrices.Precisions<V>(shape.Size, shape.HalfBandwidth),
            BandMatrices.Factors<V>(shape.Size, shape.HalfBandwidth))).Sample((a, factor) =>
        {
            var sum = Copy(a);
            sum.AddSquareOf(factor);
            for (var lane = 0; lane < V.Count; lane++)
            {
                var lower = Dense.Lower(factor, lane);
                var expected = Dense.Symmetric(a, lane) + lower * lower.Transpose();
                var bound = Dense.Symmetric(a, lane).PointwiseAbs() + lower.PointwiseAbs() * lower.Transpose().PointwiseAbs();
                Assert.True((Dense.Symmetric(sum, lane) - expected).InfinityNorm() <= bound.InfinityNorm() * Rounding(a));
            }
        });

    [Fact]
    public void Transposed_product_equals_the_dense_one() => Systems.Sample((factor, x) =>
    {
        var result = new V[x.Length];
        factor.MultiplyTransposed(x, result);
        for (var lane = 0; lane < V.Count; lane++)
        {
            var transposed = Dense.Lower(factor, lane).Transpose();
            var error = (transposed * Dense.Lane(x, lane) - Dense.Lane(result, lane)).InfinityNorm();
            Assert.True(error <= transposed.InfinityNorm() * Rounding(factor));
        }
    });

    [Fact]
    public void Lane_that_is_not_positive_definite_is_reported_and_the_others_stay_right() =>
        Gen.Select(Systems, Gen.Int[0, 39], Gen.Int[0, V.Count - 1], Gen.OneOf(-1e-3, 0, double.NaN)).Sample(drawn =>
        {
            var ((a, b), at, bad, value) = drawn;
            var j = at % a.Size;
            a[j, j] = a[j, j].With(bad, value);
            var (factor, x) = (Copy(a), (V[])b.Clone());
            var smallest = BandCholesky.Factor(factor);
            BandCholesky.Solve<V>(factor, x);
            Assert.False(smallest.Get(bad) > 0);
            foreach (var lane in Enumerable.Range(0, V.Count).Where(lane => lane != bad))
            {
                Assert.True(smallest.Get(lane) > 0);
                AssertSolves(a, b, x, lane);
            }
        });

    private static void AssertSolves(BandMatrix<V> a, V[] b, V[] x, int lane)
    {
        var expected = Dense.Symmetric(a, lane).Cholesky().Solve(Dense.Lane(b, lane));
        Vectors.AssertClose([.. expected], Vectors.Lane<V>(x, lane), RelativeError(a, lane));
    }

    /// <summary>Rounding of a sum over the band, with a margin for the vectors' fused and unfused operations.</summary>
    private static double Rounding(BandMatrix<V> a) => 4 * (a.HalfBandwidth + 1) * Dense.Roundoff<V>();

    /// <summary>A backward stable solve is off by that rounding times the condition number.</summary>
    private static double RelativeError(BandMatrix<V> a, int lane) => Rounding(a) * Dense.Symmetric(a, lane).InfinityNorm();

    private static BandMatrix<V> Copy(BandMatrix<V> a)
    {
        var copy = new BandMatrix<V>(a.Size, a.HalfBandwidth);
        copy.CopyFrom(a);
        return copy;
    }
}
