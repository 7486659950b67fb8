namespace NeuralDA.Grains.Interfaces.Priors;

/// <summary>Where a trained version comes from.</summary>
/// <param name="Run">The training run.</param>
/// <param name="Parent">The version that was in use when it came out; null for the first.</param>
/// <param name="Source">What it was trained on: a setting, or a data set.</param>
[GenerateSerializer, Immutable, Alias("neuralda.PriorLineage")]
public sealed record PriorLineage(
    [property: Id(0)] string Run, [property: Id(1)] int? Parent, [property: Id(2)] string Source);

/// <summary>A new version beside the one in use.</summary>
/// <param name="Against">The version in use at that time.</param>
/// <param name="HeldOut">On windows held out of training, against their truth.</param>
/// <param name="Live">
/// On windows of running tracks: forecasts of each window's last quarter from its observations before, against what was observed
/// then (O-B). Null where no track had such windows.
/// </param>
[GenerateSerializer, Immutable, Alias("neuralda.PriorTrial")]
public sealed record PriorTrial(
    [property: Id(0)] int Against, [property: Id(1)] TrialScore HeldOut, [property: Id(2)] TrialScore? Live)
{
    /// <summary>Whether it is better on held-out windows, and not worse on live ones, beyond noise.</summary>
    public bool IsBetter => HeldOut.High < 0 && !(Live?.Low > 0);
}

/// <summary>Errors of two versions on the same windows, normalised units.</summary>
/// <param name="Windows">How many windows.</param>
/// <param name="CandidateRmse">RMSE of the new version.</param>
/// <param name="CurrentRmse">RMSE of the version in use.</param>
/// <param name="Low">Low end of the 95 % interval of the mean difference of squared errors, new minus in use.</param>
/// <param name="High">High end of that interval; below zero the new version is better beyond noise.</param>
[GenerateSerializer, Immutable, Alias("neuralda.TrialScore")]
public sealed record TrialScore(
    [property: Id(0)] int Windows, [property: Id(1)] double CandidateRmse, [property: Id(2)] double CurrentRmse,
    [property: Id(3)] double Low, [property: Id(4)] double High);
