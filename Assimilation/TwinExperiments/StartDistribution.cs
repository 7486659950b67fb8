namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>The distribution that simulations start from; components are independent. Physical units.</summary>
public abstract record StartDistribution
{
    /// <summary>The variance of each component, [φ].</summary>
    public abstract IReadOnlyList<double> Variances { get; }

    /// <summary>Draws component <paramref name="i"/> of a start.</summary>
    public abstract double Draw(int i, RandomSource random);
}

/// <summary>A Gaussian with the same standard deviation for each component.</summary>
/// <param name="Mean">Its mean, [φ].</param>
/// <param name="StandardDeviation">Its standard deviation.</param>
public sealed record GaussianStart(IReadOnlyList<double> Mean, double StandardDeviation) : StartDistribution
{
    /// <inheritdoc/>
    public override IReadOnlyList<double> Variances => [.. Mean.Select(_ => StandardDeviation * StandardDeviation)];

    /// <inheritdoc/>
    public override double Draw(int i, RandomSource random) => Mean[i] + StandardDeviation * random.NextGaussian();
}

/// <summary>Uniform about zero.</summary>
/// <param name="HalfWidths">The largest absolute value of each component, [φ].</param>
public sealed record UniformStart(IReadOnlyList<double> HalfWidths) : StartDistribution
{
    /// <inheritdoc/>
    public override IReadOnlyList<double> Variances => [.. HalfWidths.Select(half => half * half / 3)];

    /// <inheritdoc/>
    public override double Draw(int i, RandomSource random) => random.NextUniform(-HalfWidths[i], HalfWidths[i]);
}
