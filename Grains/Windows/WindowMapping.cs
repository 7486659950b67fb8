using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;

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
        var (grid, estimate) = (definition.Grid, analysed.Checked.Estimate);
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
            Observations = ToOutcomes(analysed),
            CostBefore = estimate.CostBefore,
            CostAfter = estimate.CostAfter,
            ChiSquare = estimate.ChiSquare,
            DegreesOfFreedomForSignal = estimate.DegreesOfFreedomForSignal,
            Status = ToStatus(estimate.Status),
            ReceivedAt = receivedAt,
        };
    }

    private static ObservationOutcome[] ToOutcomes(WindowAnalysis analysed)
    {
        var outcomes = Array.ConvertAll(analysed.Members, held => new ObservationOutcome(
            held.WriterId, held.Sequence, held.Raw.Time, held.Component, held.Raw.Value, held.Raw.ErrorStandardDeviation,
            double.NaN, double.NaN, RefusalReason.GrossError));
        var used = analysed.Checked.Used;
        for (var i = 0; i < used.Count; i++)
        {
            var departure = analysed.Checked.Estimate.Departures[i];
            outcomes[used[i]] = outcomes[used[i]] with
            {
                OMinusB = departure.OMinusB, OMinusA = departure.OMinusA, Refused = null,
            };
        }
        return outcomes;
    }

    private static FloatBlob? ToBlob(double[]? values) => values is null ? null : FloatBlob.From(values);

    private static AnalysisStatus ToStatus(SolveStatus status) => status switch
    {
        SolveStatus.Succeeded => AnalysisStatus.Succeeded,
        SolveStatus.NotPositiveDefinite => AnalysisStatus.NotPositiveDefinite,
        _ => AnalysisStatus.NotFinite,
    };
}

/// <summary>A window with its observations, assimilated.</summary>
/// <param name="Window">Window index.</param>
/// <param name="Members">All observations of the window, in their natural order.</param>
/// <param name="Checked">The estimate and which members it used.</param>
internal sealed record WindowAnalysis(long Window, HeldObservation[] Members, CheckedEstimate Checked)
{
    /// <summary>The members that were left out.</summary>
    public IReadOnlySet<HeldObservation> GrossErrors()
    {
        var left = Members.ToHashSet();
        foreach (var used in Checked.Used) left.Remove(Members[used]);
        return left;
    }
}
