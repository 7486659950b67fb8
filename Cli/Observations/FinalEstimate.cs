using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Observations;

/// <summary>The last word of an analysis: after the Gauss-Newton steps where there were any, else the neural analysis.</summary>
internal static class FinalEstimate
{
    /// <summary>Its mean, [T · φ].</summary>
    public static FloatBlob FinalMean(this Analysis analysis) => analysis.RefinedMean ?? analysis.Mean;

    /// <summary>Its standard deviation, [T · φ].</summary>
    public static FloatBlob FinalStandardDeviation(this Analysis analysis) =>
        analysis.RefinedStandardDeviation ?? analysis.StandardDeviation;
}
