using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Cli.Reproduce.Quality;

/// <summary>What gross errors cost a stream, and what the checks did about them.</summary>
/// <param name="Stream">The stream's short name.</param>
/// <param name="Method">How tracks were assimilated.</param>
/// <param name="Clean">Scores at the newest step without gross errors.</param>
/// <param name="Spoiled">The same with them.</param>
/// <param name="Known">The same where somebody has taken them out beforehand: no check can do better.</param>
/// <param name="CleanRefused">Share of the observations refused in the stream without gross errors.</param>
/// <param name="GoodRefused">Share of the good observations refused beside gross errors.</param>
/// <param name="GrossRefused">Share of the gross errors refused.</param>
internal sealed record GrossErrorResult(
    string Stream, string Method, StreamingScores Clean, StreamingScores Spoiled, StreamingScores Known, double CleanRefused,
    double GoodRefused, double GrossRefused)
{
    /// <summary>By how much gross errors raise the RMSE, as a part of it.</summary>
    public double Increase => Spoiled.Rmse / Clean.Rmse - 1;

    /// <summary>By how much their absence raises it.</summary>
    public double KnownIncrease => Known.Rmse / Clean.Rmse - 1;
}

/// <summary>What gross errors cost a particle filter that knows their share and size, though not which they are.</summary>
/// <param name="Stream">The stream's short name.</param>
/// <param name="Clean">Its scores without them.</param>
/// <param name="Spoiled">Its scores with them.</param>
internal sealed record GrossErrorBound(string Stream, StreamingScores Clean, StreamingScores Spoiled)
{
    /// <summary>By how much gross errors raise the RMSE, as a part of it: hardly any method can lose less.</summary>
    public double Increase => Spoiled.Rmse / Clean.Rmse - 1;
}

/// <summary>What the running diagnostics make of streams whose error variance is stated rightly or wrongly.</summary>
/// <param name="Stream">The stream's short name.</param>
/// <param name="TrueScale">True error variance over the one stated.</param>
/// <param name="Tracks">How many tracks.</param>
/// <param name="Observations">Observations of each.</param>
/// <param name="Lowest">The lowest estimate of a track.</param>
/// <param name="Median">The median.</param>
/// <param name="Highest">The highest.</param>
/// <param name="Within">How many tracks' estimates are within a fifth of the true scale.</param>
/// <param name="Warned">How many tracks warn of the observation error.</param>
/// <param name="OtherWarnings">How many warn of anything else.</param>
internal sealed record ErrorScaleResult(
    string Stream, double TrueScale, int Tracks, int Observations, double Lowest, double Median, double Highest, int Within,
    int Warned, int OtherWarnings);

/// <summary>All that was found.</summary>
/// <param name="GrossErrors">About gross errors.</param>
/// <param name="Bounds">What they cost at least.</param>
/// <param name="ErrorScales">About stated error variances.</param>
internal sealed record QualityResults(
    IReadOnlyList<GrossErrorResult> GrossErrors, IReadOnlyList<GrossErrorBound> Bounds,
    IReadOnlyList<ErrorScaleResult> ErrorScales);
