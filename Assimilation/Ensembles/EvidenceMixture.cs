using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.Ensembles;

/// <summary>
/// One estimate from the minima that several starts found: each minimum stands for a Gaussian (Laplace), weighted by its
/// evidence exp(−J) / √det A, equal minima counted once. Where a cost has several lobes, its lowest minimum is the most
/// probable state but not the best estimate in the mean square; this mean is nearer to that.
/// </summary>
public static class EvidenceMixture
{
    // Two descents that end nearer than this, root mean square in normalised units, found the same minimum.
    private const double SameMinimum = 0.02;

    /// <summary>Mean and standard deviation of the mixture.</summary>
    /// <param name="minima">The refined windows of one problem; at least one.</param>
    /// <returns>Mean [d] and standard deviation [d], normalised units, and the number of distinct minima.</returns>
    public static (double[] Mean, double[] StandardDeviation, int Modes) Combine(IReadOnlyList<RefinedWindow> minima)
    {
        ArgumentNullException.ThrowIfNull(minima);
        var distinct = new List<RefinedWindow>();
        foreach (var minimum in minima.OrderByDescending(minimum => minimum.LogEvidence))
        {
            if (!distinct.Exists(known => Distance(known.Mean, minimum.Mean) < SameMinimum)) distinct.Add(minimum);
        }
        var weights = distinct.ConvertAll(minimum => Math.Exp(minimum.LogEvidence - distinct[0].LogEvidence));
        var total = weights.Sum();

        var (mean, square) = (new double[distinct[0].Mean.Length], new double[distinct[0].Mean.Length]);
        foreach (var (minimum, weight) in distinct.Zip(weights))
        {
            for (var i = 0; i < mean.Length; i++)
            {
                var (m, s) = (minimum.Mean[i], minimum.StandardDeviation[i]);
                mean[i] += weight / total * m;
                square[i] += weight / total * (m * m + s * s);
            }
        }
        for (var i = 0; i < mean.Length; i++) square[i] = Math.Sqrt(Math.Max(0, square[i] - mean[i] * mean[i]));
        return (mean, square, distinct.Count);
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(MeanSquaredError.Of(a, b));
}
