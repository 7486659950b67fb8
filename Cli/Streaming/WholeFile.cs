using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Files.Observations;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Cli.Streaming;

/// <summary>Assimilates each track of a file as one window of any length, in this process, with a convolutional prior.</summary>
internal sealed class WholeFile
{
    private readonly Prior _prior;
    private readonly int _steps;
    private readonly double? _begin;
    private readonly double _grossErrorThreshold;
    private readonly LongWindowAssimilator _assimilator;

    /// <summary>Makes it.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="steps">Steps of the window.</param>
    /// <param name="begin">Its begin, model time; null is each track's first observation.</param>
    /// <param name="grossErrorThreshold">Standard deviations beyond which an observation is left out; 0 is off.</param>
    public WholeFile(Prior prior, int steps, double? begin, double grossErrorThreshold)
    {
        (_prior, _steps, _begin, _grossErrorThreshold) = (prior, steps, begin, grossErrorThreshold);
        _assimilator = new LongWindowAssimilator(prior, steps);
    }

    /// <summary>Assimilates a track.</summary>
    public TrackOutcome Assimilate(TrackObservations track)
    {
        var begin = _begin ?? track.Lines.Select(line => line.Observation.Time).Where(double.IsFinite).DefaultIfEmpty(0).Min();
        var (used, refused) = (new List<(ObservationLine Line, PointObservation Point)>(), new List<RefusedLine>());
        foreach (var line in track.Lines)
        {
            if (Refusal(line.Observation, begin) is var (reason, message)) refused.Add(new(track.Track, line.Line, reason, message));
            else used.Add((line, Point(line.Observation, begin)));
        }
        var estimate = _assimilator.Assimilate([.. used.Select(each => each.Point)]);
        for (var round = 0; _grossErrorThreshold > 0 && round < FirstGuessCheck.MostRounds; round++)
        {
            var worst = QualityControl.WorstGrossErrors(estimate.Departures, _grossErrorThreshold);
            if (worst.Length == 0) break;
            foreach (var i in worst)
            {
                var departure = estimate.Departures[i];
                refused.Add(new(track.Track, used[i].Line.Line, RefusalReason.GrossError,
                    $"{departure.LeaveOneOut:g4} from the analysis made without it, expected within " +
                    $"{_grossErrorThreshold * Math.Sqrt(departure.LeaveOneOutVariance):g4}."));
            }
            used = [.. used.Where((_, i) => !worst.Contains(i))];
            estimate = _assimilator.Assimilate([.. used.Select(each => each.Point)]);
        }
        return new TrackOutcome(used.Count, Duplicates: 0, refused, [Analysis(track.Track, begin, used, estimate)]);
    }

    private PointObservation Point(Observation observation, double begin) => new(
        (observation.Time - begin) / _prior.Description.TimeStep, _prior.Description.IndexOf(observation.Component), observation.Value,
        observation.ErrorStandardDeviation);

    private (RefusalReason Reason, string Message)? Refusal(Observation observation, double begin)
    {
        var description = _prior.Description;
        if (ObservationRules.CheckAlone(description.Components, description.Units, observation) is { } broken) return broken;
        var end = begin + _steps * description.TimeStep;
        return Point(observation, begin).Step is var step && step >= 0 && step < _steps
            ? null
            : (RefusalReason.OutsideHorizon, $"time {observation.Time:g6} lies outside the window {begin:g6}..{end:g6} of --window {_steps}.");
    }

    private Analysis Analysis(
        string track, double begin, List<(ObservationLine Line, PointObservation Point)> used, WindowEstimate estimate) => new()
    {
        Track = track,
        Sequence = 1,
        Window = 0,
        Revision = 1,
        Begin = begin,
        End = begin + _steps * _prior.Description.TimeStep,
        TimeStep = _prior.Description.TimeStep,
        Steps = _steps,
        Components = [.. _prior.Description.Components],
        PriorName = _prior.Description.Name,
        PriorVersion = 0,
        FirstGuess = FloatBlob.From(estimate.FirstGuess),
        Mean = FloatBlob.From(estimate.Mean),
        StandardDeviation = FloatBlob.From(estimate.StandardDeviation),
        Observations = [.. used.Zip(estimate.Departures, Outcome)],
        CostBefore = estimate.CostBefore,
        CostAfter = estimate.CostAfter,
        ChiSquare = estimate.ChiSquare,
        DegreesOfFreedomForSignal = estimate.DegreesOfFreedomForSignal,
        Status = WindowMapping.ToStatus(estimate.Status),
        ReceivedAt = DateTimeOffset.UnixEpoch,
    };

    private static ObservationOutcome Outcome((ObservationLine Line, PointObservation Point) used, ObservationDeparture departure) => new(
        "file", used.Line.Line, used.Line.Observation.Time, used.Point.Component, used.Point.Value, used.Point.ErrorStandardDeviation,
        departure.OMinusB, departure.OMinusA, Refused: null, departure.Influence, Weight: 1, departure.LeaveOneOut,
        Math.Sqrt(departure.LeaveOneOutVariance));
}
