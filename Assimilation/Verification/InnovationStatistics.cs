namespace NeuralDA.Assimilation.Verification;

/// <summary>
/// Whether assumed errors agree with the departures of observations from the analyses made without them, where the truth is
/// not known. Older observations fade. A few sums, to be stored as they are. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// A departure d has the assumed variance S + R: that of the analysis made without the observation, plus that of its error.
/// Desroziers, Berre, Chapnik and Poli (Q. J. R. Meteorol. Soc. 131, 2005) scale both to what the departures speak for,
/// E[(O−A) d] = α R and E[(A−B) d] = β S, and again with the gains that follow, until nothing changes. This tells α from β only
/// where S / R varies, so sums are kept by that ratio.
/// </para>
/// <para>
/// An observation counts with (1 + S / R)⁻²: where others say little about it, S is large and known worst, and R hardly shows.
/// </para>
/// </remarks>
public sealed class InnovationStatistics
{
    /// <summary>The weight of an observation falls to 1/e while so many others are added.</summary>
    public const int Memory = 4000;

    private const int Bins = 8;
    private const int SumsPerBin = 3;
    private const int Iterations = 200;
    private const int Totals = Bins * SumsPerBin;

    // Of each bin the weights w, w S / R and w d² / R; then the totals of 1, d, d², S + R and d² / (S + R).
    private readonly double[] _sums;

    /// <summary>No observations yet.</summary>
    public InnovationStatistics() => _sums = new double[Totals + 5];

    /// <summary>Goes on from statistics stored.</summary>
    /// <param name="sums">What <see cref="Sums"/> was.</param>
    /// <exception cref="ArgumentException">Their number is another.</exception>
    public InnovationStatistics(IReadOnlyList<double> sums) : this()
    {
        ArgumentNullException.ThrowIfNull(sums);
        if (sums.Count != _sums.Length) throw new ArgumentException($"there are {sums.Count} sums; expected {_sums.Length}");
        for (var i = 0; i < _sums.Length; i++) _sums[i] = sums[i];
    }

    /// <summary>The statistics, to be stored.</summary>
    public IReadOnlyList<double> Sums => _sums;

    /// <summary>How many observations they stand for: those of long ago count less than one.</summary>
    public double Count => _sums[Totals];

    /// <summary>Mean departure, in the observations' unit; NaN without observations, as all means.</summary>
    public double Bias => Mean(1);

    /// <summary>Root of the mean square departure.</summary>
    public double RootMeanSquare => Math.Sqrt(Mean(2));

    /// <summary>Root of the mean assumed variance S + R: what <see cref="RootMeanSquare"/> should be.</summary>
    public double Spread => Math.Sqrt(Mean(3));

    /// <summary>Mean of d² / (S + R): one if errors are as assumed, above if they are larger.</summary>
    public double ChiSquarePerObservation => Mean(4);

    /// <summary>Adds one observation.</summary>
    /// <param name="departure">d: observation minus the analysis made without it.</param>
    /// <param name="predictionVariance">S: the variance of that analysis at the observation, not negative.</param>
    /// <param name="errorVariance">R: the assumed observation error variance, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A variance is out of its range.</exception>
    public void Add(double departure, double predictionVariance, double errorVariance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(predictionVariance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(errorVariance);
        for (var i = 0; i < _sums.Length; i++) _sums[i] *= 1 - 1.0 / Memory;
        var (square, variance, ratio) = (departure * departure, predictionVariance + errorVariance, predictionVariance / errorVariance);
        var (first, weight) = (BinOf(ratio) * SumsPerBin, 1 / ((1 + ratio) * (1 + ratio)));
        ReadOnlySpan<double> binned = [weight, weight * ratio, weight * square / errorVariance];
        ReadOnlySpan<double> totals = [1, departure, square, variance, square / variance];
        for (var i = 0; i < binned.Length; i++) _sums[first + i] += binned[i];
        for (var i = 0; i < totals.Length; i++) _sums[Totals + i] += totals[i];
    }

    /// <summary>What R and S should be multiplied with to agree with the departures; NaN without observations.</summary>
    /// <remarks>Where S / R is the same for all observations α and β cannot be told apart and come out equal.</remarks>
    public (double ErrorScale, double BackgroundScale) Desroziers()
    {
        var (alpha, beta) = (1.0, 1.0);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            double weights = 0, ratios = 0, errors = 0, backgrounds = 0;
            for (var bin = 0; bin < Bins; bin++)
            {
                var (weight, ratio, square) = (_sums[bin * SumsPerBin], _sums[bin * SumsPerBin + 1], _sums[bin * SumsPerBin + 2]);
                if (weight == 0) continue;
                var variance = alpha + beta * ratio / weight;
                weights += weight;
                ratios += ratio;
                errors += square * alpha / variance;
                backgrounds += square * (1 - alpha / variance);
            }
            (alpha, beta) = (errors / weights, backgrounds / ratios);
        }
        return (alpha, beta);
    }

    // The first bin is S / R below 1/16, each further one a factor of 2, the last all above 4.
    private static int BinOf(double ratio) => Math.Clamp((int)Math.Floor(Math.Log2(Math.Max(ratio, double.Epsilon))) + 5, 0, Bins - 1);

    private double Mean(int total) => _sums[Totals + total] / Count;
}
