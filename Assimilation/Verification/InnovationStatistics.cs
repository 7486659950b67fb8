namespace NeuralDA.Assimilation.Verification;

/// <summary>
/// Whether assumed errors agree with the departures of the observations, without knowing the truth. Not thread-safe.
/// </summary>
/// <remarks>Desroziers, Berre, Chapnik and Poli, Q. J. R. Meteorol. Soc. 131, 2005, Eqs. (1) and (3).</remarks>
public sealed class InnovationStatistics
{
    private double _chiSquare, _product, _errorVariance;

    /// <summary>The number of observations added.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Mean of (O−B)² / (H B Hᵀ + R): one if background and observation errors are as assumed, above if they are larger.
    /// </summary>
    /// <exception cref="InvalidOperationException">No observation was added.</exception>
    public double ChiSquarePerObservation => Mean(_chiSquare);

    /// <summary>Mean of (O−A)(O−B): the observation error variance that the departures speak for.</summary>
    /// <exception cref="InvalidOperationException">No observation was added.</exception>
    public double DesroziersErrorVariance => Mean(_product);

    /// <summary>Mean of R: the observation error variance that was assumed.</summary>
    /// <exception cref="InvalidOperationException">No observation was added.</exception>
    public double AssumedErrorVariance => Mean(_errorVariance);

    /// <summary>Adds one observation.</summary>
    /// <param name="oMinusB">Observation minus background, O−B.</param>
    /// <param name="oMinusA">Observation minus analysis, O−A.</param>
    /// <param name="backgroundVariance">The background's variance as observed, H B Hᵀ, not negative.</param>
    /// <param name="errorVariance">The assumed observation error variance R, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A variance is out of its range.</exception>
    public void Add(double oMinusB, double oMinusA, double backgroundVariance, double errorVariance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(backgroundVariance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(errorVariance);
        _chiSquare += oMinusB * oMinusB / (backgroundVariance + errorVariance);
        _product += oMinusA * oMinusB;
        _errorVariance += errorVariance;
        Count++;
    }

    private double Mean(double sum) =>
        Count > 0 ? sum / Count : throw new InvalidOperationException("There are no statistics: no observation was added.");
}
