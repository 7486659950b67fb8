using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Methods;

/// <summary>The climatological mean, whatever was observed: what any method must beat.</summary>
/// <param name="climatology">The background.</param>
public sealed class ClimatologyMethod(ClimatologicalPrior climatology) : IAssimilationMethod
{
    /// <inheritdoc/>
    public string Name => "climatology";

    /// <inheritdoc/>
    public IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var estimate = new MethodEstimate(climatology.Mean, [.. climatology.Covariance.Diagonal().Select(Math.Sqrt)]);
        return [.. windows.Select(_ => estimate)];
    }
}

/// <summary>The first guess z₀: the estimate under the climatological background, where every method starts.</summary>
public sealed class FirstGuessMethod : IAssimilationMethod
{
    /// <inheritdoc/>
    public string Name => "first guess";

    /// <inheritdoc/>
    public IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows) =>
        [.. windows.Select(window => new MethodEstimate(window.FirstGuess))];
}
