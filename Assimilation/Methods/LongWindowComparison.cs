using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.Methods;

/// <summary>
/// The standard comparison on windows of any length: the first guess, a convolutional prior's analysis and, with a physical model, 4D-Var of
/// the whole window from either. Scored stretch by stretch, each as long as the setting's own windows, so that the figures are those of
/// <see cref="MethodComparison"/>.
/// </summary>
public static class LongWindowComparison
{
    /// <summary>Scores all methods.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="windows">The windows, all of one length.</param>
    /// <param name="stretch">Steps that count as one window in the scores; what is left at the end is not scored.</param>
    /// <param name="progress">Told the number of windows done, or null.</param>
    /// <param name="cancellationToken">Stops between windows.</param>
    /// <exception cref="ArgumentException">The prior is for windows of one length, or these are shorter than a stretch.</exception>
    public static IReadOnlyList<(string Method, VerificationScores Scores)> Run(
        Prior prior, IEnumerable<SimulatedWindow> windows, int stretch, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stretch);
        var (scores, size, done) = (new OrderedDictionary<string, ScoreAccumulator>(), stretch * prior.Shape.Components, 0);
        LongWindowAssimilator? assimilator = null;
        foreach (var window in windows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (window.Truth.Length < size)
                throw new ArgumentException($"a window of {window.Truth.Length / prior.Shape.Components} steps; expected at least {stretch}");
            assimilator ??= new LongWindowAssimilator(prior, window.Truth.Length / prior.Shape.Components);
            var normalization = assimilator.Normalization;
            var truth = normalization.Normalized(window.Truth);
            var estimate = assimilator.Assimilate(window.Observations);
            Add("first guess", estimate.FirstGuess);
            if (prior.Description.Model is not null) Add("4D-Var", Refined(estimate.FirstGuess));
            Add("neural", estimate.Mean, estimate.StandardDeviation);
            if (prior.Description.Model is not null) Add("hybrid", Refined(estimate.Mean));
            progress?.Report(++done);

            double[] Refined(double[] start) => assimilator.Refine(start, window.Observations, Refinement.Converged);

            void Add(string method, double[] mean, double[]? deviation = null)
            {
                var states = normalization.Normalized(mean);
                var spread = (double[]?)deviation?.Clone() ?? [];
                if (deviation is not null) normalization.ScaleToNormalized(spread);
                if (!scores.TryGetValue(method, out var accumulator)) scores.Add(method, accumulator = new ScoreAccumulator());
                for (var first = 0; first + size <= truth.Length; first += size)
                    accumulator.Add(
                        truth.AsSpan(first, size), states.AsSpan(first, size), deviation is null ? [] : spread.AsSpan(first, size));
            }
        }
        return [.. scores.Select(entry => (entry.Key, entry.Value.Scores()))];
    }
}
