using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Grains.Priors;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// Assimilates a window and, while one observation is a gross error against all others, leaves that one out and assimilates
/// again. The verdict depends on the set of observations, not on the order of their arrival.
/// </summary>
internal static class FirstGuessCheck
{
    /// <summary>Assimilates a window's observations without its gross errors.</summary>
    /// <param name="batcher">Where it is computed.</param>
    /// <param name="prior">The prior.</param>
    /// <param name="observations">All observations of the window [m].</param>
    /// <param name="threshold">Standard deviations beyond which a departure is a gross error; 0 is off.</param>
    /// <param name="refinementSteps">Gauss-Newton steps of the last assimilation.</param>
    public static async Task<CheckedEstimate> AssimilateAsync(
        InferenceBatcher batcher, CachedPrior prior, PointObservation[] observations, double threshold, int refinementSteps)
    {
        var used = Enumerable.Range(0, observations.Length).ToList();
        // At most half: when most of a window seems wrong, it is the prior that does not fit.
        var mayDrop = threshold > 0 ? observations.Length / 2 : 0;
        for (; mayDrop > 0; mayDrop--)
        {
            var estimate = await AssimilateAsync(0);
            var worst = QualityControl.WorstGrossError(estimate.Departures, threshold);
            if (worst < 0)
            {
                if (refinementSteps == 0) return new CheckedEstimate(estimate, used);
                break;
            }
            used.RemoveAt(worst);
        }
        return new CheckedEstimate(await AssimilateAsync(refinementSteps), used);

        Task<WindowEstimate> AssimilateAsync(int steps) =>
            batcher.AssimilateAsync(prior.Prior, new WindowProblem([.. used.Select(i => observations[i])], steps));
    }
}

/// <summary>An estimate and what it was made from.</summary>
/// <param name="Estimate">The estimate.</param>
/// <param name="Used">Indices of the observations used, ascending, in the order of the estimate's departures.</param>
internal sealed record CheckedEstimate(WindowEstimate Estimate, IReadOnlyList<int> Used);
