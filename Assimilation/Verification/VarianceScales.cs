using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

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

    /// <summary>The standard deviation of ln β before any observation.</summary>
    private const double BackgroundUncertainty = 0.2;

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
    public (double ErrorScale, double BackgroundScale) Estimate()
    {
        if (_counts.Sum() == 0) return (double.NaN, double.NaN);
        var logarithms = NelderMeadSimplex.Minimum(
            ObjectiveFunction.Value(logarithms => Cost(Math.Exp(logarithms[0]), Math.Exp(logarithms[1]))),
            Vector<double>.Build.Dense(2)).MinimizingPoint;
        return (Math.Exp(logarithms[0]), Math.Exp(logarithms[1]));
    }

    // Minus the logarithm of the probability of what was counted, up to a constant.
    private double Cost(double alpha, double beta)
    {
        var uncertainty = Math.Log(beta) / BackgroundUncertainty;
        var cost = uncertainty * uncertainty / 2;
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
