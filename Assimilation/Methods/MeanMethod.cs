using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Methods;

/// <summary>
/// The weighted mean of other methods' estimates, as of an ensemble; its variance is that of the mixture of their Gaussians.
/// </summary>
public sealed class MeanMethod : IAssimilationMethod
{
    private readonly IReadOnlyList<IAssimilationMethod> _members;
    private readonly double[] _weights;

    /// <summary>The mean with equal weights.</summary>
    /// <param name="members">The methods, all with standard deviations.</param>
    /// <param name="name">The name in tables.</param>
    public MeanMethod(IReadOnlyList<IAssimilationMethod> members, string name)
        : this(members, [.. members.Select(_ => 1.0 / members.Count)], name)
    {
    }

    private MeanMethod(IReadOnlyList<IAssimilationMethod> members, double[] weights, string name) =>
        (_members, _weights, Name) = (members, weights, name);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The weights of the members; they add up to one.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>The mean of two methods whose weights minimise the squared error on validation windows.</summary>
    /// <param name="first">One method.</param>
    /// <param name="second">The other.</param>
    /// <param name="comparison">Prepares windows for both.</param>
    /// <param name="validation">Windows that serve no result.</param>
    /// <param name="name">The name in tables.</param>
    public static MeanMethod Fitted(
        IAssimilationMethod first, IAssimilationMethod second, MethodComparison comparison,
        IEnumerable<SimulatedWindow> validation, string name)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var (product, square) = (0.0, 0.0);
        foreach (var batch in validation.Chunk(MethodComparison.BatchSize))
        {
            var windows = Array.ConvertAll(batch, comparison.Prepare);
            var (a, b) = (first.Estimate(windows), second.Estimate(windows));
            for (var i = 0; i < windows.Length; i++)
            {
                var truth = comparison.Truth(batch[i]);
                for (var j = 0; j < truth.Length; j++)
                {
                    var difference = a[i].Mean[j] - b[i].Mean[j];
                    product += difference * (truth[j] - b[i].Mean[j]);
                    square += difference * difference;
                }
            }
        }
        var weight = square > 0 ? Math.Clamp(product / square, 0, 1) : 0.5;
        return new MeanMethod([first, second], [weight, 1 - weight], name);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MethodEstimate> Estimate(IReadOnlyList<ComparedWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var estimates = _members.Select(member => member.Estimate(windows)).ToArray();
        return [.. Enumerable.Range(0, windows.Count).Select(i => Combine([.. estimates.Select(ofMember => ofMember[i])]))];
    }

    private MethodEstimate Combine(MethodEstimate[] estimates)
    {
        var mean = new double[estimates[0].Mean.Length];
        var deviation = new double[mean.Length];
        for (var i = 0; i < mean.Length; i++)
        {
            var square = 0.0;
            foreach (var (estimate, weight) in estimates.Zip(_weights))
            {
                mean[i] += weight * estimate.Mean[i];
                square += weight * (Square(estimate.Mean[i]) + Square(estimate.StandardDeviation![i]));
            }
            deviation[i] = Math.Sqrt(square - Square(mean[i]));
        }
        return new MethodEstimate(mean, deviation, estimates.Sum(estimate => estimate.Solves));
    }

    private static double Square(double x) => x * x;
}
