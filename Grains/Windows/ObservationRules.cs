using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>What an observation must fulfil before anything is computed. The first rule broken is the one reported.</summary>
internal static class ObservationRules
{
    // Far beyond every unit of physics; squares, their inverses and sums of both stay finite.
    private const double LargestMagnitude = 1e30;

    /// <summary>Judges one observation.</summary>
    /// <param name="track">The track it is for.</param>
    /// <param name="newestStep">Step of the newest observation so far; null before the first.</param>
    /// <param name="sequence">Its sequence number.</param>
    /// <param name="observation">The observation.</param>
    /// <returns>Null when it may be used.</returns>
    public static Refusal? Check(TrackDefinition track, double? newestStep, long sequence, Observation observation)
    {
        var (time, component, value, _, _) = observation;
        if (CheckAlone(track.Components, track.Units, observation) is var (broken, why)) return Refuse(broken, why);
        if (Array.Find(track.Options.QualityControl.Bounds.Components, bounds => bounds.Component == component)
            is { Component: not null } range && !(value >= range.Low && value <= range.High))
            return Refuse(RefusalReason.OutOfBounds, $"{component} = {value:g6}: expected {range.Low:g6}..{range.High:g6}.");

        var step = track.Grid.StepAt(time);
        if (step < 0)
            return Refuse(RefusalReason.OutsideHorizon, $"time {time:g6} lies before the track's origin {track.Grid.Origin:g6}.");
        var horizon = (newestStep ?? 0) + (double)track.Options.HorizonWindows * track.Grid.Steps;
        if (step > horizon)
            return Refuse(RefusalReason.OutsideHorizon,
                $"time {time:g6} lies more than {track.Options.HorizonWindows} windows ahead: " +
                $"expected at most {track.Grid.TimeAt(horizon):g6}.");
        var watermark = newestStep - track.LatenessSteps;
        if (step < watermark)
            return Refuse(RefusalReason.TooLate,
                $"time {time:g6} lies before the watermark {track.Grid.TimeAt(watermark.Value):g6}, newest time minus lateness.");
        return null;

        Refusal Refuse(RefusalReason reason, string message) => new(sequence, reason, message);
    }

    /// <summary>Judges an observation by what it says, wherever it is to be used.</summary>
    /// <param name="components">The components that may be observed.</param>
    /// <param name="units">Their units.</param>
    /// <param name="observation">The observation.</param>
    /// <returns>Null when it may be used.</returns>
    public static (RefusalReason Reason, string Message)? CheckAlone(
        IReadOnlyList<string> components, IReadOnlyList<string> units, Observation observation)
    {
        var (time, component, value, error, unit) = observation;
        if (!double.IsFinite(time) || !double.IsFinite(value) || !double.IsFinite(error))
            return (RefusalReason.NotFinite, $"time {time:g6}, value {value:g6}, error {error:g6}: expected finite numbers.");
        var index = 0;
        while (index < components.Count && components[index] != component) index++;
        if (index == components.Count)
            return (RefusalReason.UnknownComponent, $"component '{component}': expected one of {string.Join(", ", components)}.");
        if (error <= 0) return (RefusalReason.NonPositiveError, $"error standard deviation {error:g6}: expected more than 0.");
        if (error is < 1 / LargestMagnitude or > LargestMagnitude || Math.Abs(value) > LargestMagnitude)
            return (RefusalReason.OutOfBounds,
                $"{component} = {value:g6}, error {error:g6}: expected magnitudes up to {LargestMagnitude:g}, " +
                $"errors from {1 / LargestMagnitude:g}.");
        if (unit is not null && unit != units[index])
            return (RefusalReason.WrongUnit, $"{component} in '{unit}': expected '{units[index]}'.");
        return null;
    }

    /// <summary>Requires that a batch is one.</summary>
    /// <exception cref="InvalidBatchException">
    /// It is too long, has no observations, no writer or too long a name, or a negative sequence number.
    /// </exception>
    public static void Require(ObservationBatch batch)
    {
        // What comes over the wire may be null all the same.
        if (batch is null or { Observations: null })
            throw new InvalidBatchException("The batch has no list of observations; expected one, which may be empty.");
        if (string.IsNullOrWhiteSpace(batch.WriterId))
            throw new InvalidBatchException("The batch has no writer id.");
        if (batch.WriterId.Length > ObservationBatch.LongestName ||
            batch.Observations.Any(observation => observation.Component?.Length > ObservationBatch.LongestName))
            throw new InvalidBatchException(
                $"The batch names a writer or component longer than {ObservationBatch.LongestName} characters.");
        if (batch.FirstSequence < 0 || batch.FirstSequence > long.MaxValue - ObservationBatch.MaximumCount)
            throw new InvalidBatchException($"The batch's first sequence is {batch.FirstSequence}; expected at least 0.");
        if (batch.Observations.Length > ObservationBatch.MaximumCount)
            throw new InvalidBatchException(
                $"The batch has {batch.Observations.Length} observations; expected at most {ObservationBatch.MaximumCount}.");
    }
}
