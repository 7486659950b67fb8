using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;
using NeuralDA.Tests.Support;
using Orleans.Serialization;

namespace NeuralDA.Tests.Faults;

/// <summary>All that a track has made of what it was sent.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Analyses">Every analysis it published.</param>
internal sealed record TrackRecord(TrackStatus Status, IReadOnlyList<Analysis> Analyses)
{
    private static readonly Serializer<Analysis> Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<Analysis>>();

    public static async Task<TrackRecord> ReadAsync(NeuralDAClient client, string track, CancellationToken cancellationToken) =>
        new(await client.StatusAsync(track, cancellationToken), await client.AllAsync(track, cancellationToken));

    /// <summary>Requires the same as another record, bit for bit; only repetitions and the wall clock may differ.</summary>
    public void RequireSame(TrackRecord other)
    {
        Assert.Equal((other.Status.Accepted, other.Status.NewestTime), (Status.Accepted, Status.NewestTime));
        Assert.Equal(other.Status.Refused, Status.Refused);
        Assert.Equal(other.Status.Writers, Status.Writers);
        Assert.Equal(other.Analyses.Select(Bits), Analyses.Select(Bits));
    }

    /// <summary>Requires that no revision is missing and that no analysis has an observation twice.</summary>
    public void RequireConsistent()
    {
        Assert.Equal(Enumerable.Range(1, Analyses.Count).Select(i => (long)i), Analyses.Select(analysis => analysis.Sequence));
        foreach (var window in Analyses.GroupBy(analysis => analysis.Window))
            Assert.Equal(Enumerable.Range(1, window.Count()), window.Select(analysis => analysis.Revision));
        Assert.All(Analyses, analysis =>
            Assert.Equal(analysis.Observations.Length, analysis.Observations.DistinctBy(each => (each.WriterId, each.Sequence)).Count()));
    }

    /// <summary>Requires that the final analyses use each of these observations in every window it lies in, and no other.</summary>
    public void RequireUsed(IReadOnlyDictionary<long, Observation> accepted)
    {
        var grid = new WindowGrid(0, ServicePriors.TimeStep, ServicePriors.Steps, Status.Options.ShiftSteps!.Value);
        var expected = accepted.SelectMany(each => WindowsAt(grid.StepAt(each.Value.Time)).Select(window => (window, each.Key)));
        var used = Analyses.GroupBy(analysis => analysis.Window)
            .SelectMany(window => window.Last().Observations.Select(each => (window.Key, each.Sequence)));
        Assert.Equal(expected.Order(), used.Order());

        IEnumerable<long> WindowsAt(double step)
        {
            // Windows after the current one wait until the stream reaches them.
            var last = Math.Min(grid.LastBeginningBy(step), Status.OpenWindows!.Last);
            for (var window = grid.FirstEndingAfter(step); window <= last; window++) yield return window;
        }
    }

    private static string Bits(Analysis analysis) => Convert.ToHexString(Serializer.SerializeToArray(analysis with
    {
        ReceivedAt = default,
        // Equal strings are written once where they are one object, which depends on where the track has been.
        Observations = [.. analysis.Observations.Select(each => each with { WriterId = string.Intern(each.WriterId) })],
    }));
}
