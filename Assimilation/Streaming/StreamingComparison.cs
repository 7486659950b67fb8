using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>How well a method follows tracks, at the newest step of each window, normalised units.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Tracks">How many tracks.</param>
/// <param name="Rmse">Root mean squared error over tracks, windows and components.</param>
/// <param name="Interval">Its 95 % interval, by drawing tracks again.</param>
/// <param name="SpreadSkill">Root of mean variance over mean squared error: one if calibrated, below if overconfident.</param>
/// <param name="Coverage90">Share of the truth within the central 90 % of the Gaussians estimated.</param>
/// <param name="Quarters">The RMSE of each quarter of the tracks: a method that drifts grows.</param>
/// <param name="BadShare">The share of windows whose error exceeds <see cref="StreamingComparison.BadError"/>.</param>
/// <param name="LongestBadRun">The longest run of such windows: a method that has lost a track must find it again.</param>
/// <param name="LostTracks">Tracks that end in a run longer than four window lengths: they were not found again.</param>
public sealed record StreamingScores(
    string Method, int Tracks, double Rmse, ConfidenceInterval Interval, double SpreadSkill, double Coverage90,
    IReadOnlyList<double> Quarters, double BadShare, int LongestBadRun, int LostTracks)
{
    /// <summary>By how much the RMSE grew from the first quarter of the tracks to the last.</summary>
    public double Drift => Quarters[^1] - Quarters[0];
}

/// <summary>Scores methods on simulated tracks.</summary>
/// <param name="shape">The shape of windows.</param>
/// <param name="normalization">Their units.</param>
/// <param name="shift">S: steps between windows.</param>
public sealed class StreamingComparison(WindowShape shape, Normalization normalization, int shift)
{
    /// <summary>A newest state whose own RMSE exceeds this, normalised units, is bad.</summary>
    public const double BadError = 0.3;

    /// <summary>Windows that begin before this step are not scored: methods begin from climatology.</summary>
    public const int BurnInSteps = 64;

    /// <summary>Scores one method on tracks of one length.</summary>
    public StreamingScores Run(IStreamingMethod method, IReadOnlyList<SimulatedTrack> tracks)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(tracks);
        var errors = tracks.Select(_ => new List<double>()).ToArray();
        var scores = new ScoreAccumulator();
        var begin = 0;
        foreach (var estimates in method.Follow(tracks, shift))
        {
            for (var i = 0; i < tracks.Count && begin >= BurnInSteps; i++)
            {
                var truth = Newest(tracks[i], begin);
                scores.Add(truth, estimates[i].Mean, estimates[i].StandardDeviation);
                errors[i].Add(MeanSquaredError.Of(estimates[i].Mean, truth));
            }
            begin += shift;
        }
        return Score(method.Name, errors, scores.Scores());
    }

    private double[] Newest(SimulatedTrack track, int begin)
    {
        var n = shape.Components;
        var truth = track.Truth[((begin + shape.Steps - 1) * n)..((begin + shape.Steps) * n)];
        for (var i = 0; i < n; i++)
            truth[i] = (truth[i] - normalization.Mean[^n..][i]) / normalization.StandardDeviation[^n..][i];
        return truth;
    }

    private StreamingScores Score(string method, List<double>[] errors, VerificationScores scores)
    {
        var windows = errors[0].Count;
        double Rmse(int from, int to) => Math.Sqrt(errors.Average(track => track.Take(to).Skip(from).Average()));
        double[] perTrack = [.. errors.Select(track => track.Average())];
        return new StreamingScores(
            method, errors.Length, scores.Rmse, ConfidenceInterval.OfMean(perTrack, new RandomSource(0)).SquareRoot(),
            scores.SpreadSkill!.Value, scores.Coverage90!.Value,
            [.. Enumerable.Range(0, 4).Select(quarter => Rmse(quarter * windows / 4, (quarter + 1) * windows / 4))],
            errors.Average(track => track.Count(IsBad) / (double)windows), errors.Max(LongestRun),
            errors.Count(track => track.AsEnumerable().Reverse().TakeWhile(IsBad).Count() > 4 * shape.Steps / shift));
    }

    private static int LongestRun(List<double> errors)
    {
        var (longest, run) = (0, 0);
        foreach (var error in errors)
        {
            run = IsBad(error) ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }

    private static bool IsBad(double meanSquare) => meanSquare > BadError * BadError;
}
