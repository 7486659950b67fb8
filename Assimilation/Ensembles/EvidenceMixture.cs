using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.Ensembles;

/// <summary>
/// One estimate from the minima that several starts found: each minimum stands for a Gaussian (Laplace), weighted by its
/// evidence exp(−J) / √det A, equal minima counted once. Where a cost has several lobes, its lowest minimum is the most
/// probable state but not the best estimate in the mean square; this mean is nearer to that.
/// </summary>
public sealed class EvidenceMixture
{
    // Two descents that end nearer than this, root mean square in normalised units, found the same minimum.
    private const double SameMinimum = 0.02;

    private readonly List<RefinedWindow> _minima = [];
    private readonly double[] _weights;

    /// <summary>The mixture of the refined windows of one problem; at least one.</summary>
    public EvidenceMixture(IReadOnlyList<RefinedWindow> minima)
    {
        ArgumentNullException.ThrowIfNull(minima);
        foreach (var minimum in minima.OrderByDescending(minimum => minimum.LogEvidence))
        {
            if (!_minima.Exists(known => MeanSquaredError.Of(known.Mean, minimum.Mean) < SameMinimum * SameMinimum)) _minima.Add(minimum);
        }
        // A single minimum may be without evidence.
        _weights = [.. _minima.Select((minimum, k) => k == 0 ? 1 : Math.Exp(minimum.LogEvidence - _minima[0].LogEvidence))];
        var total = _weights.Sum();
        for (var k = 0; k < _weights.Length; k++) _weights[k] /= total;
        (Mean, StandardDeviation) = MixtureMoments.Of(
            _minima.ConvertAll(minimum => (minimum.Mean, minimum.StandardDeviation)), _weights);
    }

    /// <summary>The distinct minima, the one of most evidence first.</summary>
    public IReadOnlyList<RefinedWindow> Minima => _minima;

    /// <summary>Their weights, which add up to one.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>The mean, [d], normalised units.</summary>
    public double[] Mean { get; }

    /// <summary>The standard deviation, [d], normalised units.</summary>
    public double[] StandardDeviation { get; }

    /// <summary>The Gaussian with the moments of the mixture: spread within the minima and between them.</summary>
    /// <param name="states">One state under each minimum, in their order.</param>
    public StateEstimate Moments(IReadOnlyList<StateEstimate> states)
    {
        var mean = states.Zip(_weights, (state, weight) => weight * state.Mean).Aggregate((a, b) => a + b);
        return new StateEstimate(mean, states.Zip(_weights, (state, weight) =>
            weight * (state.Covariance + (state.Mean - mean).OuterProduct(state.Mean - mean))).Aggregate((a, b) => a + b));
    }
}
