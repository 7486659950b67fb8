using NeuralDA.Assimilation.Incremental;

namespace NeuralDA.Assimilation.Ensembles;

/// <summary>One estimate from several of the same window, each under an assumption that may be the right one.</summary>
public static class EstimateMixture
{
    /// <summary>The estimate with the moments of the mixture: spread within the estimates and between them.</summary>
    /// <param name="estimates">The estimates, the most probable first, all of them refined or none; physical units.</param>
    /// <param name="weights">Their probabilities, which add up to one.</param>
    /// <returns>Mean, deviation and last covariance of the mixture; all else is that of the most probable estimate.</returns>
    public static WindowEstimate Of(IReadOnlyList<WindowEstimate> estimates, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        ArgumentNullException.ThrowIfNull(weights);
        var first = estimates[0];
        if (estimates.Count == 1) return first;
        var (mean, deviation) = MixtureMoments.Of([.. estimates.Select(each => (each.Mean, each.StandardDeviation))], weights);
        if (first.RefinedMean is null) return first with { Mean = mean, StandardDeviation = deviation };
        var refined = MixtureMoments.Of(
            [.. estimates.Select(each => (each.RefinedMean!, each.RefinedStandardDeviation!))], weights);
        return first with
        {
            Mean = mean, StandardDeviation = deviation, RefinedMean = refined.Mean, RefinedStandardDeviation = refined.Deviation,
            LastCovariance = LastCovariance(estimates, weights, refined.Mean),
        };
    }

    private static double[] LastCovariance(
        IReadOnlyList<WindowEstimate> estimates, IReadOnlyList<double> weights, double[] mean)
    {
        var covariance = new double[estimates[0].LastCovariance!.Length];
        var n = (int)Math.Sqrt(covariance.Length);
        foreach (var (estimate, weight) in estimates.Zip(weights))
        {
            double Departure(int i) => estimate.RefinedMean![mean.Length - n + i] - mean[mean.Length - n + i];
            for (var k = 0; k < covariance.Length; k++)
                covariance[k] += weight * (estimate.LastCovariance![k] + Departure(k / n) * Departure(k % n));
        }
        return covariance;
    }
}
