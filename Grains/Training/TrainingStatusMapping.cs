using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Grains.Training;

/// <summary>A run as it is reported and as it is remembered once it stands still.</summary>
internal static class TrainingStatusMapping
{
    private const int RecentSteps = 20;
    private static readonly LearningCurve NoCurve = new(0, new FloatBlob([]), []);

    public static TrainingRunStatus ToStatus(string run, TrainingRunState state, TrainingLoop? loop, string? failure)
    {
        var (isGoingOn, curve) = (state.Phase == TrainingRunPhase.Running, Curve(state, loop, 0));
        var phase = (isGoingOn, failure) switch
        {
            (false, _) => state.Phase,
            (true, not null) => TrainingRunPhase.Failed,
            _ => loop?.Phase ?? TrainingRunPhase.Preparing,
        };
        return new TrainingRunStatus
        {
            Run = run,
            Options = state.Options!,
            Phase = phase,
            Problem = isGoingOn ? failure ?? loop?.Problem : state.Problem,
            Step = curve.Losses.Count,
            Steps = TrainingMapping.ToPlan(state.Options!).Steps,
            Skipped = Skipped(curve),
            Loss = RecentLoss(curve.Losses.Span),
            ValidationRmse = curve.Validations.Length > 0 ? curve.Validations[^1].Rmse : null,
            WindowsPerSecond = isGoingOn ? loop?.WindowsPerSecond ?? 0 : 0,
            Silos = isGoingOn && loop is not null ? [.. loop.Silos] : [],
            CheckpointStep = state.Checkpoint?.Step ?? 0,
            StartedAt = state.StartedAt,
            Version = state.Version,
            IsPromoted = state.IsPromoted,
        };
    }

    /// <summary>The learning curve: the loop's, or once that is gone the one remembered.</summary>
    public static LearningCurve Curve(TrainingRunState state, TrainingLoop? loop, int from)
    {
        if (loop is not null) return loop.Curve(from);
        var curve = state.Curve ?? NoCurve;
        var first = Math.Clamp(from, 0, curve.Losses.Count);
        return first == 0 ? curve : curve with { FirstStep = first, Losses = new FloatBlob(curve.Losses.Span[first..].ToArray()) };
    }

    /// <summary>The state with the curve of a loop that has come to its end.</summary>
    public static TrainingRunState Ended(TrainingRunState state, TrainingLoop? loop) =>
        loop is null ? state : state with { Curve = loop.Curve(0) };

    private static int Skipped(LearningCurve curve)
    {
        var skipped = 0;
        foreach (var loss in curve.Losses.Span) skipped += float.IsNaN(loss) ? 1 : 0;
        return skipped;
    }

    private static double? RecentLoss(ReadOnlySpan<float> losses)
    {
        var (sum, count) = (0.0, 0);
        foreach (var loss in losses[Math.Max(0, losses.Length - RecentSteps)..])
            if (!float.IsNaN(loss)) (sum, count) = (sum + loss, count + 1);
        return count > 0 ? sum / count : null;
    }
}
