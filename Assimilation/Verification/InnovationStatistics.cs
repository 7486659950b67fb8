namespace NeuralDA.Assimilation.Verification;

/// <summary>
/// Whether assumed errors agree with the departures of observations from the analyses made without them, where the truth is
/// not known. Older observations fade. A few sums, to be stored as they are. Not thread-safe.
/// </summary>
public sealed class InnovationStatistics
{
    /// <summary>The weight of an observation falls to 1/e while so many others are added.</summary>
    public const int Memory = 4000;

    /// <summary>How many sums there are: of 1, d, d², S + R and d² / (S + R).</summary>
    public const int Size = 5;

    private readonly double[] _sums;

    /// <summary>No observations yet.</summary>
    public InnovationStatistics() : this(new double[Size]) { }

    /// <summary>Goes on from sums stored, and keeps its own in the same array.</summary>
    /// <param name="sums">The sums [<see cref="Size"/>].</param>
    /// <exception cref="ArgumentException">Their number is another.</exception>
    public InnovationStatistics(double[] sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        if (sums.Length != Size) throw new ArgumentException($"there are {sums.Length} sums; expected {Size}");
        _sums = sums;
    }

    /// <summary>How many observations they stand for: those of long ago count less than one.</summary>
    public double Count => _sums[0];

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
        var (square, variance) = (departure * departure, predictionVariance + errorVariance);
        ReadOnlySpan<double> added = [1, departure, square, variance, square / variance];
        for (var i = 0; i < Size; i++) _sums[i] = _sums[i] * (1 - 1.0 / Memory) + added[i];
    }

    private double Mean(int total) => _sums[total] / Count;
}
