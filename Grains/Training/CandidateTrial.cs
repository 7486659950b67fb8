using System.Globalization;
using Microsoft.Extensions.Logging;
using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training;
using NeuralDA.Grains.Interfaces;
using NeuralDA.Grains.Interfaces.Catalog;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;

namespace NeuralDA.Grains.Training;

/// <summary>
/// Tries a candidate beside the version in use: on held-out windows, and in shadow on what the tracks of that prior have lately
/// observed. It changes nothing for the tracks.
/// </summary>
internal sealed partial class CandidateTrial(
    SiloTrainer trainer, PriorCache priors, IGrainFactory grains, ILogger<CandidateTrial> logger)
{
    private const int MostTracks = 64;
    private const int WindowsPerTrack = 8;

    // Withheld is the last quarter of a window: as much as a window is ahead of the one before it by default.
    private const double KeptPart = 0.75;

    // The climate of a component may change, but hardly by that much.
    private const double LargestRatio = 10;

    /// <summary>Refuses, before the first step, what could not become a version in the end.</summary>
    /// <exception cref="IncompatiblePriorException">Shape or units are not those of the versions there are.</exception>
    public async Task RequireFitAsync(TrainingProblem problem, string name)
    {
        if (await FindCurrentAsync(name) is not { } current) return;
        var (expected, actual) = (
            PriorMapping.Shape(current.Prior.Description), PriorMapping.Shape(problem.Describe(name)));
        if (actual != expected)
            throw new IncompatiblePriorException($"Prior '{name}' has {expected}; what it is to be trained on has {actual}.");
        var (ours, theirs) = (problem.Normalization, current.Prior.Normalization);
        for (var i = 0; i < ours.Mean.Length; i++)
        {
            var ratio = ours.StandardDeviation[i] / theirs.StandardDeviation[i];
            if (ratio is > 1 / LargestRatio and < LargestRatio
                && Math.Abs(ours.Mean[i] - theirs.Mean[i]) < LargestRatio * theirs.StandardDeviation[i])
                continue;
            var component = current.Prior.Description.Components[i % current.Prior.Shape.Components];
            throw new IncompatiblePriorException(string.Create(CultureInfo.InvariantCulture,
                $"Component {component} is {ours.Mean[i]:G4} ± {ours.StandardDeviation[i]:G4} in what prior '{name}' is to be trained on, " +
                $"and {theirs.Mean[i]:G4} ± {theirs.StandardDeviation[i]:G4} in version {current.Version}: another unit?"));
        }
    }

    /// <summary>Compares a candidate with the version in use; null where there is none.</summary>
    /// <param name="problem">The candidate's problem, whose held-out windows serve.</param>
    /// <param name="name">The prior.</param>
    /// <param name="candidate">The candidate.</param>
    public async Task<PriorTrial?> RunAsync(TrainingProblem problem, string name, Prior candidate)
    {
        if (await FindCurrentAsync(name) is not { } current) return null;
        var live = await LiveWindowsAsync(name, candidate);
        var fromStep = (int)Math.Round(KeptPart * candidate.Shape.Steps);
        return await trainer.RunAsync(() =>
        {
            var comparison = new PriorComparison(candidate, current.Prior);
            return new PriorTrial(
                current.Version, ToWire(comparison.OnTruth(problem.HeldOutWindows())),
                comparison.OnWithheld(live, fromStep) is { } score ? ToWire(score) : null);
        });
    }

    private async Task<CachedPrior?> FindCurrentAsync(string name)
    {
        try
        {
            return await priors.GetAsync(name, version: null);
        }
        catch (UnknownPriorException)
        {
            return null;
        }
    }

    private static TrialScore ToWire(PairedScore score) => new(
        score.Windows, score.CandidateRmse, score.CurrentRmse, score.Difference.Low, score.Difference.High);

    private async Task<List<PointObservation[]>> LiveWindowsAsync(string name, Prior candidate)
    {
        var windows = new List<PointObservation[]>();
        var tracks = 0;
        foreach (var track in await grains.ListAsync(CatalogShards.Tracks))
        {
            if (tracks == MostTracks) break;
            try
            {
                var grain = grains.GetGrain<IWindowGrain>(track);
                var status = await grain.GetStatusAsync();
                // A track that keeps to a version is no concern of the candidate's.
                if (status.Options.PriorName != name || status.Options.PriorVersion is not null) continue;
                windows.AddRange(await WindowsOfAsync(grain, status, candidate.Shape.Steps));
                tracks++;
            }
            catch (Exception unreachable) when (unreachable is NeuralDAException or OrleansException or TimeoutException)
            {
                // Its windows are missed; the others serve.
                LogLeftOut(track, name, unreachable.Message);
            }
        }
        return windows;
    }

    // The newest windows that do not overlap, each in its last revision.
    private static async Task<List<PointObservation[]>> WindowsOfAsync(IWindowGrain grain, TrackStatus status, int steps)
    {
        var taken = new List<PointObservation[]>();
        if (status.LastAnalysisSequence == 0) return taken;
        var stride = (steps + status.Options.ShiftSteps!.Value - 1) / status.Options.ShiftSteps.Value;
        var latest = new SortedDictionary<long, Analysis>();
        var first = Math.Max(1, status.LastAnalysisSequence - 2L * stride * WindowsPerTrack);
        await foreach (var analysis in grain.AnalysesAsync(first))
        {
            latest[analysis.Window] = analysis;
            if (analysis.Sequence >= status.LastAnalysisSequence) break;
        }
        foreach (var (window, analysis) in latest.Reverse())
        {
            if ((latest.Last().Key - window) % stride != 0) continue;
            taken.Add([.. analysis.Observations.Where(outcome => outcome.Refused is null).Select(outcome => new PointObservation(
                Math.Max(0, (outcome.Time - analysis.Begin) / analysis.TimeStep), outcome.Component, outcome.Value, outcome.ErrorStandardDeviation))]);
            if (taken.Count == WindowsPerTrack) break;
        }
        return taken;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Track {Track} is left out of the trial of prior {Prior}: {Reason}")]
    private partial void LogLeftOut(string track, string prior, string reason);
}
