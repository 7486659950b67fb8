namespace NeuralDA.Assimilation.Methods;

/// <summary>
/// The mean of other methods' estimates, as of an ensemble; its variance is that of the equal mixture of their Gaussians.
/// </summary>
/// <param name="members">The methods, all with standard deviations.</param>
/// <param name="name">The name in tables.</param>
public sealed class MeanMethod(IReadOnlyList<IAssimilationMethod> members, string name) : IAssimilationMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var estimates = members.Select(member => member.Estimate(windows)).ToArray();
        return [.. Enumerable.Range(0, windows.Count).Select(i => Combine([.. estimates.Select(ofMember => ofMember[i])]))];
    }

    private static MethodEstimate Combine(MethodEstimate[] estimates)
    {
        var mean = new double[estimates[0].Mean.Length];
        var deviation = new double[mean.Length];
        for (var i = 0; i < mean.Length; i++)
        {
            mean[i] = estimates.Average(estimate => estimate.Mean[i]);
            var square = estimates.Average(estimate => Square(estimate.Mean[i]) + Square(estimate.StandardDeviation![i]));
            deviation[i] = Math.Sqrt(square - Square(mean[i]));
        }
        return new MethodEstimate(mean, deviation, estimates.Sum(estimate => estimate.Solves));
    }

    private static double Square(double x) => x * x;
}
