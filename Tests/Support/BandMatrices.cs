using CsCheck;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Tests.Support;

/// <summary>Random band matrices as priors make them.</summary>
internal static class BandMatrices
{
    /// <summary>Lower factors L, another in each lane: diagonal from 1/√10 to √10, each column scaled with it.</summary>
    public static Gen<BandMatrix<V>> Factors<V>(int size, int halfBandwidth) where V : struct, ILane<V> =>
        Gen.Double[-1, 1].Array[size * (halfBandwidth + 1)].Array[V.Count].Select(raw =>
        {
            var factor = new BandMatrix<V>(size, halfBandwidth);
            for (var lane = 0; lane < V.Count; lane++)
                for (var j = 0; j < size; j++)
                {
                    var u = raw[lane].AsSpan(j * (halfBandwidth + 1), factor.Reach(j) + 1);
                    var column = factor.Column(j);
                    var diagonal = Math.Pow(10, u[0] / 2);
                    for (var k = 0; k < u.Length; k++) column[k] = column[k].With(lane, k == 0 ? diagonal : diagonal * u[k]);
                }
            return factor;
        });

    /// <summary>Precisions L Lᵀ + I. Their smallest eigenvalue is at least 1, so ‖A‖∞ bounds their condition number.</summary>
    public static Gen<BandMatrix<V>> Precisions<V>(int size, int halfBandwidth) where V : struct, ILane<V> =>
        Factors<V>(size, halfBandwidth).Select(factor =>
        {
            var precision = new BandMatrix<V>(size, halfBandwidth);
            for (var j = 0; j < size; j++) precision[j, j] = V.Of(1);
            precision.AddSquareOf(factor);
            return precision;
        });

    /// <summary>Vectors with other values from −1 to 1 in each lane.</summary>
    public static Gen<V[]> Blocks<V>(int size) where V : struct, ILane<V> =>
        Gen.Double[-1, 1].Array[size].Array[V.Count].Select(lanes =>
        {
            var block = new V[size];
            for (var lane = 0; lane < V.Count; lane++) LaneBlock.Scatter<V>(lanes[lane], block, lane);
            return block;
        });
}
