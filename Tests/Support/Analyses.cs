using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Tests.Support;

/// <summary>Reads what a track has published so far.</summary>
internal static class Analyses
{
    public static async Task<List<Analysis>> AllAsync(this NeuralDAClient client, string track, CancellationToken cancellationToken)
    {
        var last = (await client.StatusAsync(track, cancellationToken)).LastAnalysisSequence;
        var all = new List<Analysis>();
        if (last == 0) return all;
        await foreach (var analysis in client.Analyses(track).WithCancellation(cancellationToken))
        {
            all.Add(analysis);
            if (analysis.Sequence == last) break;
        }
        return all;
    }

    /// <summary>The last revision of every window, as what it says: window, observations and mean, bit by bit.</summary>
    public static async Task<List<string>> FinalAsync(this NeuralDAClient client, string track, CancellationToken cancellationToken)
    {
        var all = await client.AllAsync(track, cancellationToken);
        return [.. all.GroupBy(analysis => analysis.Window).OrderBy(window => window.Key).Select(window => Describe(window.Last()))];
    }

    private static string Describe(Analysis analysis) =>
        $"{analysis.Window} [{string.Join(' ', analysis.Observations.Select(outcome => $"{outcome.Sequence}{outcome.Refused}"))}] " +
        string.Join(' ', analysis.Mean.Span.ToArray().Select(BitConverter.SingleToUInt32Bits));
}
