using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Files.Analyses;

/// <summary>The last word of an analysis: after the Gauss-Newton steps where there were any, else the neural analysis.</summary>
public static class FinalEstimate
{
    /// <summary>Its mean, [T · φ].</summary>
    /// <param name="analysis">The analysis.</param>
    public static FloatBlob FinalMean(this Analysis analysis) => analysis.RefinedMean ?? analysis.Mean;

    /// <summary>Its standard deviation, [T · φ].</summary>
    /// <param name="analysis">The analysis.</param>
    public static FloatBlob FinalStandardDeviation(this Analysis analysis) =>
        analysis.RefinedStandardDeviation ?? analysis.StandardDeviation;
}
