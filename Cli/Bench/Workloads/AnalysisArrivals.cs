using System.Collections.Concurrent;
using System.Diagnostics;
using NeuralDA.Client;

namespace NeuralDA.Cli.Bench.Workloads;

/// <summary>When each analysis of a track reached a subscriber of the SDK.</summary>
internal sealed class AnalysisArrivals : IDisposable
{
    private readonly ConcurrentDictionary<long, long> _arrivals = new();
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Subscribes.</summary>
    public AnalysisArrivals(NeuralDAClient client, string track, long fromSequence) =>
        _ = Task.Run(() => ReadAsync(client.Analyses(track, fromSequence)));

    /// <summary>When it came, as <see cref="Stopwatch.GetTimestamp"/> tells.</summary>
    public long this[long sequence] => _arrivals[sequence];

    /// <summary>Waits for one.</summary>
    public async Task UntilAsync(long sequence, CancellationToken cancellationToken)
    {
        while (!_arrivals.ContainsKey(sequence)) await Task.Delay(1, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task ReadAsync(AnalysisFeed feed)
    {
        try
        {
            await foreach (var analysis in feed.WithCancellation(_ending.Token))
                _arrivals[analysis.Sequence] = Stopwatch.GetTimestamp();
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Nobody waits any more.
        }
    }
}
