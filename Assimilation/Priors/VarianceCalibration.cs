namespace NeuralDA.Assimilation.Priors;

/// <summary>
/// Corrects predicted variances by what validation windows showed: windows were sorted into bins by their mean predicted
/// variance, and each bin's factor is its mean squared error over its mean variance. Between bins log factor is linear in
/// log variance; beyond the first and the last it is constant.
/// </summary>
/// <param name="Variances">The bins' mean predicted variances, ascending, [bins]; empty for no correction.</param>
/// <param name="Factors">The bins' factors, [bins].</param>
public sealed record VarianceCalibration(IReadOnlyList<double> Variances, IReadOnlyList<double> Factors)
{
    /// <summary>No correction.</summary>
    public static VarianceCalibration None { get; } = new([], []);

    /// <summary>The factor for a window whose predicted variances have the mean <paramref name="variance"/>.</summary>
    public double Factor(double variance)
    {
        if (Variances.Count == 0) return 1;
        var above = 0;
        while (above < Variances.Count && Variances[above] < variance) above++;
        if (above == 0) return Factors[0];
        if (above == Variances.Count) return Factors[^1];
        var (low, high) = (Math.Log(Variances[above - 1]), Math.Log(Variances[above]));
        var position = (Math.Log(variance) - low) / (high - low);
        return Math.Exp((1 - position) * Math.Log(Factors[above - 1]) + position * Math.Log(Factors[above]));
    }

    /// <summary>Fits the correction to validation windows.</summary>
    /// <param name="windows">For each window its mean predicted variance and its mean squared error.</param>
    /// <param name="bins">The number of bins of equal size.</param>
    /// <exception cref="ArgumentException">There are fewer windows than bins.</exception>
    public static VarianceCalibration Fit(IReadOnlyList<(double Variance, double SquaredError)> windows, int bins = 10)
    {
        ArgumentNullException.ThrowIfNull(windows);
        if (windows.Count < bins) throw new ArgumentException($"{windows.Count} windows cannot fill {bins} bins");
        var sorted = windows.OrderBy(window => window.Variance).ToArray();
        var variances = new double[bins];
        var factors = new double[bins];
        for (var bin = 0; bin < bins; bin++)
        {
            var members = sorted[(bin * sorted.Length / bins)..((bin + 1) * sorted.Length / bins)];
            variances[bin] = members.Average(window => window.Variance);
            factors[bin] = members.Average(window => window.SquaredError) / variances[bin];
        }
        return new VarianceCalibration(variances, factors);
    }
}
