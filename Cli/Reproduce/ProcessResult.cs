using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Cli.Reproduce;

/// <summary>One row of the reproduction's table: a method on one observation process of one setting, normalised units.</summary>
internal sealed record MethodRow
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Its scores, each the mean over training seeds; the intervals are those of the first seed.</summary>
    public required VerificationScores Scores { get; init; }

    /// <summary>The RMSE of each training seed, or one where nothing is trained.</summary>
    public required IReadOnlyList<double> SeedRmse { get; init; }

    /// <summary>Linear solves or evaluations of the prior a window.</summary>
    public required double Solves { get; init; }

    /// <summary>Those until J / (d + m) fell below 0.05, over windows where it did.</summary>
    public double? SolvesToThreshold { get; init; }

    /// <summary>The share of windows with an RMSE above 0.5.</summary>
    public required double LostShare { get; init; }

    /// <summary>Microseconds a window, in batches of 256 windows.</summary>
    public required double BatchMicroseconds { get; init; }

    /// <summary>Microseconds for a window alone.</summary>
    public required double SingleMicroseconds { get; init; }
}

/// <summary>The error that no method can undercut, on some of the windows.</summary>
/// <param name="Scores">The scores of the posterior mean.</param>
/// <param name="SmallestSample">The smallest effective sample size of a window.</param>
/// <param name="MedianSample">The median one.</param>
/// <param name="MethodRmse">The RMSE of each method on the same windows.</param>
internal sealed record BoundResult(
    VerificationScores Scores, double SmallestSample, double MedianSample, IReadOnlyDictionary<string, double> MethodRmse);

/// <summary>What was found for one observation process of one setting.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Process">The process's short name.</param>
/// <param name="Windows">Test windows, none of them used for any choice.</param>
/// <param name="Seeds">Training seeds.</param>
/// <param name="Methods">The methods' rows.</param>
/// <param name="Bound">The Bayes bound, where asked for.</param>
/// <param name="NeuralWeight">The weight of the network in its mean with the mixture, fitted on validation windows.</param>
internal sealed record ProcessResult(
    string Setting, string Process, int Windows, int Seeds, IReadOnlyList<MethodRow> Methods, BoundResult? Bound,
    double NeuralWeight);
