using System.Collections.Concurrent;
using System.Diagnostics;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Tests.Faults;

/// <summary>Sends a script to its track, each batch again and again until it is acknowledged, and notes how long that took.</summary>
internal sealed class TrackSender(IGrainFactory grains, TrackScript script)
{
    private static readonly TimeSpan Patience = new ClientOptions().IngestTimeout;
    private readonly RetryPolicy _retry = new(TimeSpan.FromMinutes(5), TimeProvider.System);
    private static readonly HashSet<RefusalReason> Verdicts =
        [RefusalReason.GrossError, RefusalReason.Duplicate, RefusalReason.Stuck, RefusalReason.Spike];
    private readonly HashSet<long> _refused = [];

    /// <summary>One batch's way.</summary>
    /// <param name="Track">The track it was sent to.</param>
    /// <param name="Begin">When it was first sent, as <see cref="Stopwatch"/> tells time.</param>
    /// <param name="End">When it was acknowledged.</param>
    /// <param name="Attempts">How often it was sent.</param>
    /// <param name="Errors">The errors that came back.</param>
    public sealed record Sent(string Track, long Begin, long End, int Attempts, IReadOnlyList<CallError> Errors);

    /// <summary>The observations that were acknowledged and not refused, by sequence number.</summary>
    public IReadOnlyDictionary<long, Observation> Accepted => script.Batches.Where(batch => batch.FirstSequence >= 0)
        .SelectMany(batch => batch.Observations.Select((observation, i) => (Sequence: batch.FirstSequence + i, observation)))
        .Where(each => !_refused.Contains(each.Sequence)).DistinctBy(each => each.Sequence)
        .ToDictionary(each => each.Sequence, each => each.observation);

    /// <summary>Sends one batch.</summary>
    public async Task<Sent> SendAsync(int index, CancellationToken cancellationToken)
    {
        var (begin, attempts, errors) = (Stopwatch.GetTimestamp(), 0, new ConcurrentQueue<CallError>());
        try
        {
            var receipt = await _retry.RunAsync(
                async () =>
                {
                    attempts++;
                    try
                    {
                        return await grains.GetGrain<IWindowGrain>(script.Track).IngestAsync(script.Batches[index]);
                    }
                    catch (Exception error) when (RetryPolicy.IsTransient(error))
                    {
                        errors.Enqueue(new CallError(TimeProvider.System.GetUtcNow().UtcDateTime, script.Track, error));
                        throw;
                    }
                },
                cancellationToken, Patience);
            // What windows judge is in their analyses, with the verdict.
            _refused.UnionWith(receipt.Refusals.Where(refusal => !Verdicts.Contains(refusal.Reason)).Select(refusal => refusal.Sequence));
        }
        catch (InvalidBatchException) when (script.Batches[index].FirstSequence < 0)
        {
            // As it should.
        }
        return new Sent(script.Track, begin, Stopwatch.GetTimestamp(), attempts, [.. errors]);
    }
}
