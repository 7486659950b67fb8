using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// The elements of A⁻¹ that lie within the band of A, from its Cholesky factor in O(d w²): posterior variances and the
/// covariances of neighbouring steps without the dense inverse (Takahashi, Fagan and Chen, 1973).
/// </summary>
public static class SelectedInverse
{
    /// <summary>Fills <paramref name="inverse"/> with the band of (C Cᵀ)⁻¹.</summary>
    /// <param name="factor">The factor C.</param>
    /// <param name="inverse">A matrix Z of the same shape.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Compute<V>(BandMatrix<V> factor, BandMatrix<V> inverse) where V : struct, ILane<V>
    {
        // From Z C = C⁻ᵀ, whose elements below the diagonal are zero and whose diagonal is 1 / C_jj:
        //   Z_ij C_jj = δ_ij / C_jj − Σ_k Z_{i, j+k} C_{j+k, j},   i ≥ j,
        // so the columns follow from last to first; within one, from the farthest element up to the diagonal.
        // In memory element (row, column) lies at column · w + row.
        var w = factor.HalfBandwidth;
        var z = inverse.Elements;
        for (var j = factor.Size - 1; j >= 0; j--)
        {
            var column = factor.Column(j);
            var target = inverse.Column(j);
            var scale = V.Of(1) / column[0];
            for (var i = column.Length - 1; i >= 0; i--)
            {
                var sum = i == 0 ? scale : V.Of(0);
                for (var k = 1; k <= i; k++) sum -= column[k] * z[(j + k) * w + j + i];
                for (var k = i + 1; k < column.Length; k++) sum -= column[k] * z[(j + i) * w + j + k];
                target[i] = sum * scale;
            }
        }
    }
}
