namespace NeuralDA.Assimilation.Verification;

/// <summary>
/// What the assumed error variance R of observations, and the variance S of analyses made without them, should be multiplied with
/// to agree with the departures, where the truth is not known. Older observations fade. A few counts, to be stored as they are.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// A departure d has the variance α R + β S; α and β are the most likely ones (Dee, Mon. Wea. Rev. 123, 1995). What Desroziers,
/// Berre, Chapnik and Poli (Q. J. R. Meteorol. Soc. 131, 2005) iterate to, E[(O−A) d] = α R and E[(A−B) d] = β S, has no defence
/// against gross errors, and what is refused as one is missing from it (ADR 0018). Here all count, gross errors and poor analyses
/// being part of the distribution.
/// </para>
/// <para>
/// The two are told apart only where S / R varies. As far as that leaves it open, β is taken to be near one: what is published is
/// calibrated.
/// </para>
/// </remarks>
public sealed class VarianceScales
{
    // Bins are factors of two: S / R from below 1/8 to above 8, d² / R from below 1/16 to above 256.
    private const int RatioBins = 8, SquareBins = 14, LeastRatio = -3, LeastSquare = -4;

    // So many observations are gross errors, of so many times R; for so many the analysis is as much worse than it says. These and the
    // next were chosen on validation tracks.
    private const double GrossErrors = 0.05, GrossErrorVariance = 100, PoorAnalyses = 0.05, PoorAnalysisVariance = 10;

    // The standard deviations of ln α and ln β before any observation. The first is so wide that a hundred observations outweigh it.
    private const double ErrorUncertainty = 2, BackgroundUncertainty = 0.2;

    /// <summary>How many counts there are.</summary>
    public const int Size = RatioBins * SquareBins;

    private readonly float[] _counts;

    /// <summary>No observations yet.</summary>
    public VarianceScales() : this(new float[Size]) { }

    /// <summary>Goes on from counts stored, and keeps its own in the same array.</summary>
    /// <param name="counts">How many observations lie in each bin [<see cref="Size"/>].</param>
    /// <exception cref="ArgumentException">Their number is another.</exception>
    public VarianceScales(float[] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Length != Size) throw new ArgumentException($"there are {counts.Length} counts; expected {Size}");
        _counts = counts;
    }

    /// <summary>Adds one observation, used or refused.</summary>
    /// <inheritdoc cref="InnovationStatistics.Add"/>
    public void Add(double departure, double predictionVariance, double errorVariance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(predictionVariance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(errorVariance);
        for (var i = 0; i < _counts.Length; i++) _counts[i] *= 1 - 1f / InnovationStatistics.Memory;
        var ratio = BinOf(predictionVariance / errorVariance, LeastRatio, RatioBins);
        _counts[ratio * SquareBins + BinOf(departure * departure / errorVariance, LeastSquare, SquareBins)]++;
    }

    /// <summary>α and β; NaN without observations.</summary>
    /// <remarks>
    /// A compass search: to the best neighbour on a grid as long as there is a better one, then on a grid twice as fine, down to
    /// 0.1 %. It ends with any counts, for the cost grows without bound on every side.
    /// </remarks>
    public (double ErrorScale, double BackgroundScale) Estimate()
    {
        if (_counts.Sum() == 0) return (double.NaN, double.NaN);
        var best = At(0, 0);
        for (var step = 1.0; step > 1e-3; step /= 2)
        {
            double previous;
            do
            {
                previous = best.Cost;
                var (error, background) = (best.Error, best.Background);
                for (var i = -1; i <= 1; i++)
                    for (var j = -1; j <= 1; j++)
                    {
                        var neighbour = At(error + i * step, background + j * step);
                        if (neighbour.Cost < best.Cost) best = neighbour;
                    }
            }
            while (best.Cost < previous);
        }
        return (Math.Exp(best.Error), Math.Exp(best.Background));

        (double Error, double Background, double Cost) At(double error, double background) => (error, background, Cost(error, background));
    }

    // Minus the logarithm of the probability of what was counted, up to a constant.
    private double Cost(double logarithmOfAlpha, double logarithmOfBeta)
    {
        var (alpha, beta) = (Math.Exp(logarithmOfAlpha), Math.Exp(logarithmOfBeta));
        var cost = (Math.Pow(logarithmOfAlpha / ErrorUncertainty, 2) + Math.Pow(logarithmOfBeta / BackgroundUncertainty, 2)) / 2;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0) continue;
            var (error, background) = (alpha, beta * MiddleOf(i / SquareBins, LeastRatio));
            var square = MiddleOf(i % SquareBins, LeastSquare);
            cost -= _counts[i] * Math.Log(
                (1 - GrossErrors - PoorAnalyses) * Density(square, error + background)
                + PoorAnalyses * Density(square, error + PoorAnalysisVariance * background)
                + GrossErrors * Density(square, GrossErrorVariance + background));
        }
        return cost;
    }

    private static double Density(double square, double variance) => Math.Exp(-square / variance / 2) / Math.Sqrt(variance);

    private static int BinOf(double value, int least, int bins) =>
        (int)Math.Clamp(Math.Floor(Math.Log2(value)) - least + 1, 0, bins - 1);

    private static double MiddleOf(int bin, int least) => Math.Pow(2, bin + least - 0.5);
}
