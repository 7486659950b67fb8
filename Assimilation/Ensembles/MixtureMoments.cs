namespace NeuralDA.Assimilation.Ensembles;

/// <summary>Mean and deviation of a mixture of Gaussians, element by element: spread within its parts and between them.</summary>
internal static class MixtureMoments
{
    /// <summary>Computes them.</summary>
    /// <param name="parts">Mean [d] and standard deviation [d] of each part; at least one.</param>
    /// <param name="weights">Their weights, which add up to one.</param>
    public static (double[] Mean, double[] Deviation) Of(
        IReadOnlyList<(double[] Mean, double[] Deviation)> parts, IReadOnlyList<double> weights)
    {
        var (mean, square) = (new double[parts[0].Mean.Length], new double[parts[0].Mean.Length]);
        foreach (var ((partMean, partDeviation), weight) in parts.Zip(weights))
        {
            for (var i = 0; i < mean.Length; i++)
            {
                var (m, s) = (partMean[i], partDeviation[i]);
                mean[i] += weight * m;
                square[i] += weight * (m * m + s * s);
            }
        }
        for (var i = 0; i < mean.Length; i++) square[i] = Math.Sqrt(Math.Max(0, square[i] - mean[i] * mean[i]));
        return (mean, square);
    }
}
