using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Cli.Reproduce.Streaming;

/// <summary>One thing that was asked of the service on a stream.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Quantity">What.</param>
/// <param name="Low">The least that was asked.</param>
/// <param name="High">The most.</param>
/// <param name="Found">What was found.</param>
internal sealed record StreamingCheck(string Method, string Quantity, double Low, double High, double Found)
{
    // The stream, at most with the neural prior alone, and at most with the physical model: for 64 tracks of 200 window lengths.
    private static readonly Dictionary<string, (double Neural, double Physical)> AskedRmse = new()
    {
        ["E8"] = (0.090, 0.0765), ["E16"] = (0.190, 0.165), ["R8"] = (0.260, 0.245), ["OUT"] = (0.285, 0.272),
    };

    /// <summary>Whether it is fulfilled.</summary>
    public bool Passed => Found >= Low && Found <= High;

    /// <summary>All that is asked of a row.</summary>
    /// <param name="stream">The stream's short name.</param>
    /// <param name="scores">The row.</param>
    /// <param name="drift">What of its drift exceeds the stream's own.</param>
    public static IEnumerable<StreamingCheck> Of(string stream, StreamingScores scores, double drift)
    {
        if (AskedRmse.TryGetValue(stream, out var asked))
        {
            var most = scores.Method == StreamingReproduction.NeuralName ? asked.Neural : asked.Physical;
            yield return new StreamingCheck(scores.Method, "RMSE", 0, most, scores.Rmse);
        }
        yield return new StreamingCheck(scores.Method, "spread/skill", 0.85, 1.2, scores.SpreadSkill);
        yield return new StreamingCheck(scores.Method, "drift beyond the stream's own", double.MinValue, 0.01, drift);
        yield return new StreamingCheck(scores.Method, "lost tracks", 0, 0, scores.LostTracks);
    }
}
