using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>Sliding windows with a prior, as the service runs them.</summary>
/// <param name="prior">The prior.</param>
/// <param name="refinementSteps">The quality dial; 0 for the neural analysis alone.</param>
/// <param name="carries">Whether windows hand on, or each stands on its own.</param>
/// <param name="name">The name in tables.</param>
/// <param name="starts">The starts of refinement; null for a number by the observations.</param>
public sealed class WindowedMethod(Prior prior, int refinementSteps, bool carries, string name, int? starts = null)
    : IStreamingMethod
{
    private readonly WindowAssimilator _assimilator = new(prior);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IEnumerable<MethodEstimate[]> Follow(IReadOnlyList<SimulatedTrack> tracks, int shift)
    {
        var steps = tracks[0].Truth.Length / prior.Shape.Components;
        var carried = new CarriedInformation?[tracks.Count];
        for (var begin = 0; begin + prior.Shape.Steps <= steps; begin += shift)
        {
            var estimates = _assimilator.Assimilate([.. tracks.Select((track, i) =>
                new WindowProblem(track.Between(begin, begin + prior.Shape.Steps), refinementSteps)
                {
                    Carried = carried[i], Shift = carries ? shift : 0, Starts = starts,
                })]);
            carried = [.. estimates.Select(estimate => estimate.Carried)];
            yield return [.. estimates.Select(Newest)];
        }
    }

    private MethodEstimate Newest(WindowEstimate estimate)
    {
        var (mean, deviation) = (
            estimate.RefinedMean ?? estimate.Mean, estimate.RefinedStandardDeviation ?? estimate.StandardDeviation);
        prior.Normalization.Normalize(mean);
        prior.Normalization.ScaleToNormalized(deviation);
        var n = prior.Shape.Components;
        return new MethodEstimate(mean[^n..], deviation[^n..]);
    }
}
