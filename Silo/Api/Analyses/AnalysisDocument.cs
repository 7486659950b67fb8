using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Silo.Api.Analyses;

/// <summary>An analysis as JSON: one array per component, in the order of the times; physical units and model time.</summary>
internal sealed record AnalysisDocument
{
    /// <summary>Track.</summary>
    public required string Track { get; init; }

    /// <summary>Number of this analysis within the track: 1, 2, 3, ... without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>Window index.</summary>
    public required long Window { get; init; }

    /// <summary>1 for the window's first analysis, one more each time new observations re-open it.</summary>
    public required int Revision { get; init; }

    /// <summary>Begin of the window, inclusive.</summary>
    public required double Begin { get; init; }

    /// <summary>End of the window, exclusive.</summary>
    public required double End { get; init; }

    /// <summary>Name of the prior used.</summary>
    public required string Prior { get; init; }

    /// <summary>Version of the prior used.</summary>
    public required int PriorVersion { get; init; }

    /// <summary>How the solve ended.</summary>
    public required AnalysisStatus Status { get; init; }

    /// <summary>Sequence of the revision of this window that it replaces; null for the first.</summary>
    public long? Supersedes { get; init; }

    /// <summary>Whether what earlier windows taught was left aside, since the observations contradicted it.</summary>
    public bool IsReopened { get; init; }

    /// <summary>Cost at the background.</summary>
    public required double CostBefore { get; init; }

    /// <summary>Cost at the analysis.</summary>
    public required double CostAfter { get; init; }

    /// <summary>Chi-square of the innovations; its expectation is the number of observations used.</summary>
    public required double ChiSquare { get; init; }

    /// <summary>How many independent values the observations determined.</summary>
    public required double DegreesOfFreedomForSignal { get; init; }

    /// <summary>When the batch that caused this analysis arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Times of the steps [T].</summary>
    public required double[] Time { get; init; }

    /// <summary>The estimate of each component.</summary>
    public required IReadOnlyDictionary<string, ComponentEstimate> Components { get; init; }

    /// <summary>Every observation of the window, ordered by time.</summary>
    public required IReadOnlyList<OutcomeDocument> Observations { get; init; }

    public static AnalysisDocument Of(Analysis analysis) => new()
    {
        Track = analysis.Track,
        Sequence = analysis.Sequence,
        Window = analysis.Window,
        Revision = analysis.Revision,
        Begin = analysis.Begin,
        End = analysis.End,
        Prior = analysis.PriorName,
        PriorVersion = analysis.PriorVersion,
        Status = analysis.Status,
        Supersedes = analysis.Supersedes,
        IsReopened = analysis.IsReopened,
        CostBefore = analysis.CostBefore,
        CostAfter = analysis.CostAfter,
        ChiSquare = analysis.ChiSquare,
        DegreesOfFreedomForSignal = analysis.DegreesOfFreedomForSignal,
        ReceivedAt = analysis.ReceivedAt,
        Time = TimesOf(analysis.Begin, analysis.TimeStep, analysis.Steps),
        Components = analysis.Components.Index().ToDictionary(each => each.Item, each => new ComponentEstimate
        {
            Mean = analysis.Mean.Component(each.Index, analysis.Components.Length),
            StandardDeviation = analysis.StandardDeviation.Component(each.Index, analysis.Components.Length),
            RefinedMean = analysis.RefinedMean?.Component(each.Index, analysis.Components.Length),
            RefinedStandardDeviation = analysis.RefinedStandardDeviation?.Component(each.Index, analysis.Components.Length),
        }),
        Observations = Array.ConvertAll(analysis.Observations, outcome => OutcomeDocument.Of(outcome, analysis.Components)),
    };

    public static double[] TimesOf(double begin, double step, int count) => [.. Enumerable.Range(0, count).Select(i => begin + i * step)];
}

/// <summary>What is known of one component, [T] each.</summary>
internal sealed record ComponentEstimate
{
    /// <summary>Mean.</summary>
    public required float[] Mean { get; init; }

    /// <summary>Standard deviation.</summary>
    public required float[] StandardDeviation { get; init; }

    /// <summary>Mean after the Gauss-Newton steps, or null where none were asked for.</summary>
    public float[]? RefinedMean { get; init; }

    /// <summary>Standard deviation after the Gauss-Newton steps, or null.</summary>
    public float[]? RefinedStandardDeviation { get; init; }
}

/// <summary>What an analysis made of one observation; departures are null for one that was not used.</summary>
/// <param name="Writer">Its writer.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Time">Valid time.</param>
/// <param name="Component">Observed component.</param>
/// <param name="Value">Measured value.</param>
/// <param name="ErrorStd">Standard deviation of its error.</param>
/// <param name="OMinusB">Observation minus background.</param>
/// <param name="OMinusA">Observation minus analysis.</param>
/// <param name="Refused">Why it was not used, or null.</param>
/// <param name="Influence">Its share of the degrees of freedom for signal.</param>
/// <param name="Weight">Share of its information that was used.</param>
/// <param name="LeaveOneOut">Observation minus the analysis made without it.</param>
/// <param name="LeaveOneOutStd">What that departure should be.</param>
internal sealed record OutcomeDocument(
    string Writer, long Sequence, double Time, string Component, double Value, double ErrorStd, double OMinusB, double OMinusA,
    RefusalReason? Refused, double Influence, double Weight, double LeaveOneOut, double LeaveOneOutStd)
{
    public static OutcomeDocument Of(ObservationOutcome outcome, string[] components) => new(
        outcome.WriterId, outcome.Sequence, outcome.Time, components[outcome.Component], outcome.Value,
        outcome.ErrorStandardDeviation, outcome.OMinusB, outcome.OMinusA, outcome.Refused,
        outcome.Influence, outcome.Weight, outcome.LeaveOneOut, outcome.LeaveOneOutStandardDeviation);
}

/// <summary>Columns of what is kept time-major.</summary>
internal static class ComponentColumns
{
    /// <summary>One component of a field [T, φ].</summary>
    public static float[] Component(this FloatBlob field, int component, int components)
    {
        var column = new float[field.Count / components];
        for (var step = 0; step < column.Length; step++) column[step] = field[step * components + component];
        return column;
    }
}
