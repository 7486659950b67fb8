using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Tests.Support;

/// <summary>Dense float64 copies of what the library keeps banded, sparse and in lanes.</summary>
internal static class Dense
{
    /// <summary>The unit roundoff of a lane type.</summary>
    public static double Roundoff<V>() where V : struct, ILane<V> =>
        (V.Of(1) + V.Of(1e-12)).Get(0) == 1 ? Math.Pow(2, -24) : Math.Pow(2, -53);

    public static Matrix<double> Lower<V>(BandMatrix<V> band, int lane) where V : struct, ILane<V> =>
        Matrix<double>.Build.Dense(band.Size, band.Size,
            (i, j) => i >= j && i - j <= band.HalfBandwidth ? band[i, j].Get(lane) : 0);

    public static Matrix<double> Symmetric<V>(BandMatrix<V> band, int lane) where V : struct, ILane<V>
    {
        var lower = Lower(band, lane);
        return lower + lower.StrictlyLowerTriangle().Transpose();
    }

    public static Matrix<double> Rows(SparseRows rows)
    {
        var dense = Matrix<double>.Build.Dense(rows.Count, rows.StateSize);
        for (var i = 0; i < rows.Count; i++)
            for (var k = 0; k < rows.Columns(i).Length; k++) dense[i, rows.Columns(i)[k]] += rows.Weights(i)[k];
        return dense;
    }

    public static Vector<double> Lane<V>(V[] block, int lane) where V : struct, ILane<V> => Of(Vectors.Lane<V>(block, lane));

    public static Vector<double> Lane<V>(LaneArray<V> block, int lane) where V : struct, ILane<V> => Of(Vectors.Lane<V>(block, lane));

    public static Vector<double> Of(double[] values) => Vector<double>.Build.DenseOfArray(values);
}
