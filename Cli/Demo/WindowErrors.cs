using NeuralDA.Assimilation.Priors;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Demo;

/// <summary>
/// Squared errors of an analysis against the truth, summed over steps and components, normalised units. Sums add up.
/// </summary>
/// <param name="Count">How many values were compared.</param>
/// <param name="Climatology">Of the climatological mean.</param>
/// <param name="FirstGuess">Of the first guess.</param>
/// <param name="Neural">Of the neural analysis.</param>
/// <param name="Hybrid">Of the analysis after the Gauss-Newton steps.</param>
/// <param name="Variance">Variance the neural analysis states, summed.</param>
/// <param name="Covered">How many true values lie in its central 90 %.</param>
internal readonly record struct WindowErrors(
    long Count, double Climatology, double FirstGuess, double Neural, double Hybrid, double Variance, long Covered)
{
    /// <summary>A standard normal lies within ± this with probability 0.9.</summary>
    private const double Central90 = 1.6448536269514722;

    /// <summary>Root mean square of a sum of squared errors.</summary>
    public double Rmse(double squares) => Math.Sqrt(squares / Count);

    /// <summary>Root of mean variance over mean squared error of the neural analysis: one if calibrated.</summary>
    public double SpreadSkill => Math.Sqrt(Variance / Neural);

    /// <summary>Share of the truth within the central 90 % of the neural analysis.</summary>
    public double Coverage90 => (double)Covered / Count;

    /// <summary>Compares one analysis.</summary>
    /// <param name="truth">The truth, [T · φ], physical units.</param>
    /// <param name="analysis">The analysis.</param>
    /// <param name="prior">The prior, whose normalisation and climatology are used.</param>
    public static WindowErrors Of(ReadOnlySpan<double> truth, Analysis analysis, Prior prior)
    {
        var (mean, scale) = (prior.Normalization.Mean, prior.Normalization.StandardDeviation);
        double climatology = 0, variance = 0;
        var covered = 0L;
        for (var i = 0; i < truth.Length; i++)
        {
            var normalised = (truth[i] - mean[i]) / scale[i];
            climatology += Square(normalised - prior.Climatology.Mean[i]);
            variance += Square(analysis.StandardDeviation[i] / scale[i]);
            if (Math.Abs(truth[i] - analysis.Mean[i]) <= Central90 * analysis.StandardDeviation[i]) covered++;
        }
        return new WindowErrors(
            truth.Length, climatology, Squares(truth, analysis.FirstGuess, scale), Squares(truth, analysis.Mean, scale),
            Squares(truth, analysis.RefinedMean ?? analysis.Mean, scale), variance, covered);
    }

    /// <summary>Adds sums.</summary>
    public static WindowErrors operator +(WindowErrors a, WindowErrors b) => new(
        a.Count + b.Count, a.Climatology + b.Climatology, a.FirstGuess + b.FirstGuess, a.Neural + b.Neural, a.Hybrid + b.Hybrid,
        a.Variance + b.Variance, a.Covered + b.Covered);

    private static double Squares(ReadOnlySpan<double> truth, FloatBlob estimate, double[] scale)
    {
        var sum = 0.0;
        for (var i = 0; i < truth.Length; i++) sum += Square((estimate[i] - truth[i]) / scale[i]);
        return sum;
    }

    private static double Square(double x) => x * x;
}
