using MathNet.Numerics.Statistics;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Verification;

/// <summary>A 95 % confidence interval.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    /// <summary>The interval of a mean by the percentile bootstrap: the values are drawn again with replacement.</summary>
    /// <param name="values">One value per independent sample, at least one.</param>
    /// <param name="random">Decides the draws.</param>
    /// <param name="draws">How many means are drawn.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static ConfidenceInterval OfMean(ReadOnlySpan<double> values, RandomSource random, int draws = 1000)
    {
        if (values.IsEmpty)
            throw new ArgumentException("The mean of no values has no interval; expected at least one.", nameof(values));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        var means = new double[draws];
        for (var k = 0; k < draws; k++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++) sum += values[random.NextInteger(values.Length)];
            means[k] = sum / values.Length;
        }
        Array.Sort(means);
        return new(SortedArrayStatistics.Quantile(means, 0.025), SortedArrayStatistics.Quantile(means, 0.975));
    }

    /// <summary>The interval of the square root of a quantity that is not negative.</summary>
    public ConfidenceInterval SquareRoot() => new(Math.Sqrt(Low), Math.Sqrt(High));
}
