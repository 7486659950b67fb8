using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Verification;
using NeuralDA.Cli.Observations;
using NeuralDA.Files.Analyses;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Scores;

/// <summary>Scores analyses against a file of truth.</summary>
internal static class TruthScores
{
    /// <summary>Scores the windows that the truth covers wholly.</summary>
    /// <param name="analyses">The analyses.</param>
    /// <param name="truth">The truth.</param>
    /// <param name="normalization">The unit of the scores.</param>
    /// <exception cref="FormatException">The truth covers no window.</exception>
    public static VerificationScores Of(IEnumerable<Analysis> analyses, TruthFile truth, Normalization normalization)
    {
        var scores = new ScoreAccumulator();
        var scored = false;
        foreach (var analysis in analyses)
        {
            if (truth.Window(analysis) is not { } states) continue;
            normalization.Normalize(states);
            var (mean, deviation) = (ToDoubles(analysis.FinalMean()), ToDoubles(analysis.FinalStandardDeviation()));
            normalization.Normalize(mean);
            normalization.ScaleToNormalized(deviation);
            scores.Add(states, mean, deviation);
            scored = true;
        }
        return scored
            ? scores.Scores()
            : throw new FormatException("the truth covers no window: expected its tracks and times to be those of the analyses");
    }

    private static double[] ToDoubles(FloatBlob blob)
    {
        var values = new double[blob.Count];
        for (var i = 0; i < values.Length; i++) values[i] = blob[i];
        return values;
    }
}
