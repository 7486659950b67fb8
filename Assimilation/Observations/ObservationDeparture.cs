namespace NeuralDA.Assimilation.Observations;

/// <summary>How one observation departs from background and analysis, physical units.</summary>
/// <param name="OMinusB">O−B: observation minus background, which is climatology given what earlier windows taught.</param>
/// <param name="OMinusA">O−A: observation minus analysis, neural or refined.</param>
/// <param name="BackgroundVariance">The variance H B Hᵀ of the background there.</param>
/// <param name="AnalysisVariance">The variance H A⁻¹ Hᵀ of the analysis there; 0 where the solve failed, so no influence.</param>
/// <param name="ErrorVariance">The error variance, representativeness included.</param>
public readonly record struct ObservationDeparture(
    double OMinusB, double OMinusA, double BackgroundVariance, double AnalysisVariance, double ErrorVariance)
{
    // An analysis that follows an observation wholly would leave nothing to check it against.
    private const double LargestInfluence = 1 - 1e-6;

    /// <summary>The influence of the observation on the analysis at its own place, 0 .. 1: its share of tr(H K).</summary>
    public double Influence => Math.Min(AnalysisVariance / ErrorVariance, LargestInfluence);

    /// <summary>The observation minus the analysis made without it, for a fixed prior: (O−A) / (1 − influence).</summary>
    public double LeaveOneOut => OMinusA / (1 - Influence);

    /// <summary>The variance that <see cref="LeaveOneOut"/> should have.</summary>
    public double LeaveOneOutVariance => ErrorVariance / (1 - Influence);
}
