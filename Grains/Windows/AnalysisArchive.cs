using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;
using Orleans.Serialization;

namespace NeuralDA.Grains.Windows;

/// <summary>Analyses as they are stored, with all that computing them once more takes, and that computation.</summary>
internal sealed class AnalysisArchive(Serializer<CarriedState> serializer, InferenceBatcher batcher, PriorCache priors)
{
    /// <summary>An analysis to be stored and published.</summary>
    public Analysis Record(
        string track, TrackDefinition definition, WindowAnalysis analysed, PublishedWindow number, CachedPrior prior,
        DateTimeOffset receivedAt) =>
        WindowMapping.ToAnalysis(track, definition, analysed, number, prior, receivedAt) with
        {
            Carried = serializer.SerializeToArray(analysed.Carried),
        };

    /// <summary>Computes a stored analysis once more.</summary>
    /// <param name="definition">Its track.</param>
    /// <param name="stored">The analysis.</param>
    /// <param name="before">The one that handed on to it, or null where there is none.</param>
    public async Task<Replay> ReplayAsync(TrackDefinition definition, Analysis stored, Analysis? before)
    {
        var (analyst, analysed) = await AnalyseAsync(definition, stored);
        var number = new PublishedWindow(
            stored.Revision, stored.Sequence, stored.Supersedes, stored.CarriedFrom, analyst.HandOn(analysed));
        var again = WindowMapping.ToAnalysis(
            stored.Track, definition, analysed, number, await PriorOfAsync(stored), stored.ReceivedAt);
        return new Replay
        {
            Track = stored.Track,
            Sequence = stored.Sequence,
            Window = stored.Window,
            Revision = stored.Revision,
            PriorVersion = stored.PriorVersion,
            Observations = stored.Observations.Length,
            IsIdentical = AreIdentical(stored, again),
            LargestDifference = LargestDifference(stored, again),
            CarriedFrom = stored.CarriedFrom,
            IsHandedOnIdentically = before is null ? null : await HandsOnAsync(definition, before, CarriedInto(stored)),
        };
    }

    private async Task<bool> HandsOnAsync(TrackDefinition definition, Analysis before, CarriedState carried)
    {
        var (analyst, analysed) = await AnalyseAsync(definition, before);
        return analyst.HandOn(analysed).IsIdenticalTo(carried);
    }

    private async Task<(WindowAnalyst, WindowAnalysis)> AnalyseAsync(TrackDefinition definition, Analysis stored)
    {
        var analyst = new WindowAnalyst(batcher, priors, await PriorOfAsync(stored), definition);
        return (analyst, await analyst.AnalyseAsync(stored.Window, WindowMapping.ToMembers(definition, stored), CarriedInto(stored)));
    }

    private Task<CachedPrior> PriorOfAsync(Analysis stored) => priors.GetAsync(stored.PriorName, stored.PriorVersion);

    private CarriedState CarriedInto(Analysis stored) =>
        stored.Carried is { } bytes ? serializer.Deserialize(bytes)! : CarriedState.Nothing;

    // Records compare their arrays by reference.
    private static bool AreIdentical(Analysis stored, Analysis again) =>
        stored.Observations.AsSpan().SequenceEqual(again.Observations)
        && stored.Components.AsSpan().SequenceEqual(again.Components)
        && stored == again with
        {
            Observations = stored.Observations, Components = stored.Components, Carried = stored.Carried,
        };

    private static double LargestDifference(Analysis stored, Analysis again)
    {
        var largest = 0.0;
        for (var i = 0; i < stored.Mean.Count; i++)
            largest = Math.Max(largest, Math.Abs(stored.Mean[i] - again.Mean[i]) / stored.StandardDeviation[i]);
        return largest;
    }
}
