using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Methods;

/// <summary>
/// Weak-constraint 4D-Var with background, to convergence, from the estimate of another method: from the first guess it is the
/// classical baseline, from the neural analysis the hybrid.
/// </summary>
/// <param name="prior">Whose physical model, units and background are used.</param>
/// <param name="start">Where descents start.</param>
/// <param name="name">The name in tables.</param>
public sealed class FourDVarMethod(Prior prior, IAssimilationMethod start, string name) : IAssimilationMethod
{
    private readonly Refinement _refinement = new(prior);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var starts = start.Estimate(windows);
        var refined = _refinement.Run(
            [.. starts.Select(estimate => estimate.Mean)],
            [.. windows.Select(window => window.Observations)],
            Refinement.Converged);
        return [.. refined.Select(window =>
            new MethodEstimate(window.Mean, window.StandardDeviation, window.Solves, window.SolvesToThreshold))];
    }
}
