namespace NeuralDA.Assimilation.Verification;

/// <summary>
/// How well estimates meet the truth, over windows, steps and components alike, in the unit of the values given. The
/// probabilistic scores are null where the estimates came without standard deviations.
/// </summary>
/// <param name="Windows">How many windows were scored.</param>
/// <param name="Rmse">Root of the mean squared error.</param>
/// <param name="RmseInterval">Its 95 % interval, by drawing windows again.</param>
/// <param name="HalfMse">Half of the mean squared error.</param>
/// <param name="MeanWindowRmse">Mean over the windows of each window's own RMSE, which a few lost windows dominate less.</param>
/// <param name="MeanWindowRmseInterval">Its 95 % interval, by drawing windows again.</param>
/// <param name="MedianWindowRmse">Median over the windows of each window's own RMSE.</param>
/// <param name="Bias">Mean of estimate minus truth.</param>
/// <param name="Crps">Mean continuous ranked probability score of the Gaussians estimated.</param>
/// <param name="SpreadSkill">Root of mean variance over mean squared error: one if calibrated, below if overconfident.</param>
/// <param name="Coverage90">Share of the truth within the central 90 % of the Gaussians estimated.</param>
public sealed record VerificationScores(
    int Windows,
    double Rmse,
    ConfidenceInterval RmseInterval,
    double HalfMse,
    double MeanWindowRmse,
    ConfidenceInterval MeanWindowRmseInterval,
    double MedianWindowRmse,
    double Bias,
    double? Crps,
    double? SpreadSkill,
    double? Coverage90);
