using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;
using Forecast = NeuralDA.Grains.Interfaces.Windows.Forecast;

namespace NeuralDA.Grains.Windows;

/// <summary>The one place where wire becomes domain and domain becomes wire.</summary>
internal static class WindowMapping
{
    /// <summary>A window's observations as the library takes them: steps from the window's begin.</summary>
    public static PointObservation[] ToPoints(WindowGrid grid, long window, HeldObservation[] members) =>
        Array.ConvertAll(members, held => new PointObservation(
            held.Step - grid.BeginOf(window), held.Component, held.Raw.Value, held.Raw.ErrorStandardDeviation));

    /// <summary>An analysis as it is stored and published.</summary>
    public static Analysis ToAnalysis(
        string track, TrackDefinition definition, WindowAnalysis analysed, PublishedWindow number, CachedPrior prior,
        DateTimeOffset receivedAt)
    {
        var (grid, estimate) = (definition.Grid, analysed.Estimate);
        return new Analysis
        {
            Track = track,
            Sequence = number.Sequence,
            Window = analysed.Window,
            Revision = number.Revision,
            Begin = grid.TimeAt(grid.BeginOf(analysed.Window)),
            End = grid.TimeAt(grid.EndOf(analysed.Window)),
            TimeStep = grid.TimeStep,
            Steps = grid.Steps,
            Components = definition.Components,
            PriorName = definition.Options.PriorName,
            PriorVersion = prior.Version,
            FirstGuess = FloatBlob.From(estimate.FirstGuess),
            Mean = FloatBlob.From(estimate.Mean),
            StandardDeviation = FloatBlob.From(estimate.StandardDeviation),
            RefinedMean = ToBlob(estimate.RefinedMean),
            RefinedStandardDeviation = ToBlob(estimate.RefinedStandardDeviation),
            Observations = Array.ConvertAll(analysed.Observations, ToOutcome),
            CostBefore = estimate.CostBefore,
            CostAfter = estimate.CostAfter,
            ChiSquare = estimate.ChiSquare,
            DegreesOfFreedomForSignal = estimate.DegreesOfFreedomForSignal,
            Status = ToStatus(estimate.Status),
            ReceivedAt = receivedAt,
            Supersedes = number.Supersedes,
            IsReopened = analysed.IsReopened,
            LastCovariance = ToBlob(estimate.LastCovariance),
            CarriedFrom = number.CarriedFrom,
        };
    }

    /// <summary>The observations of a stored analysis, as the track held them.</summary>
    public static HeldObservation[] ToMembers(TrackDefinition definition, Analysis stored) =>
        Array.ConvertAll(stored.Observations, outcome => new HeldObservation(
            outcome.WriterId, outcome.Sequence,
            new Observation(outcome.Time, definition.Components[outcome.Component], outcome.Value, outcome.ErrorStandardDeviation),
            definition.Grid.StepAt(outcome.Time), outcome.Component));

    /// <summary>A forecast as it is published.</summary>
    public static Forecast ToForecast(Analysis analysis, double begin, int steps, ForecastEstimate forecast) => new()
    {
        Track = analysis.Track,
        AnalysisSequence = analysis.Sequence,
        Begin = begin,
        TimeStep = analysis.TimeStep,
        Steps = steps,
        Components = analysis.Components,
        Mean = FloatBlob.From(forecast.Mean),
        StandardDeviation = FloatBlob.From(forecast.StandardDeviation),
    };

    private static ObservationOutcome ToOutcome(JudgedObservation judged)
    {
        var (held, verdict, departure) = (judged.Held, judged.Verdict, judged.Departure);
        return new ObservationOutcome(
            held.WriterId, held.Sequence, held.Raw.Time, held.Component, held.Raw.Value, held.Raw.ErrorStandardDeviation,
            departure?.OMinusB ?? double.NaN, departure?.OMinusA ?? double.NaN, verdict.Refused, judged.Influence, verdict.Weight,
            verdict.Departure, Math.Sqrt(verdict.PredictionVariance + verdict.ErrorVariance));
    }

    private static FloatBlob? ToBlob(double[]? values) => values is null ? null : FloatBlob.From(values);

    /// <summary>How a solve ended, as it is published.</summary>
    public static AnalysisStatus ToStatus(SolveStatus status) => status switch
    {
        SolveStatus.Succeeded => AnalysisStatus.Succeeded,
        SolveStatus.NotPositiveDefinite => AnalysisStatus.NotPositiveDefinite,
        _ => AnalysisStatus.NotFinite,
    };
}
