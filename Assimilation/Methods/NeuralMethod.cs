using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Methods;

/// <summary>Neural assimilation with a prior, run as that prior was trained for.</summary>
/// <param name="prior">The prior.</param>
/// <param name="name">The name in tables.</param>
public sealed class NeuralMethod(Prior prior, string name = "neural") : IAssimilationMethod
{
    private readonly WindowAssimilator _assimilator = new(prior);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows)
    {
        var estimates = _assimilator.Assimilate([.. windows.Select(window => new WindowProblem(window.Window.Observations))]);
        return [.. estimates.Select(estimate =>
        {
            prior.Normalization.Normalize(estimate.Mean);
            prior.Normalization.ScaleToNormalized(estimate.StandardDeviation);
            return new MethodEstimate(estimate.Mean, estimate.StandardDeviation, prior.Networks.Levels);
        })];
    }
}
