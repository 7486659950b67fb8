using NeuralDA.Grains.Interfaces;
using NeuralDA.Grains.Interfaces.Windows;
using Orleans.Storage;

namespace NeuralDA.Client;

/// <summary>
/// Repeats calls that failed in transit. Every call of the service is safe to repeat, so a lost reply costs a repetition and
/// nothing else.
/// </summary>
internal sealed class RetryPolicy(TimeSpan retryFor, TimeProvider clock)
{
    private const int UnansweredBeforeSlow = 6;
    private const int MostPatience = 8;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// True for failures on the way to the grain or to its store, which say nothing about the call itself, and for a silo that is
    /// busy. A conflict in the store means that the track has moved to another silo, where the repetition goes.
    /// </summary>
    public static bool IsTransient(Exception exception) =>
        exception is TimeoutException or OrleansMessageRejectionException or SiloUnavailableException
            or Orleans.Runtime.Messaging.ConnectionFailedException or GatewayTooBusyException or ClientNotAvailableException
            or StorageUnavailableException or InconsistentStateException or SiloBusyException or LimitExceededException;

    /// <summary>
    /// Makes a call until it comes back with an answer, or the policy's time is over. The first answer counts, also that of an
    /// attempt that was not waited for any longer: what it wrote is new, and known already to those that repeat it.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up waiting; the last attempt may still reach the service.</param>
    /// <param name="patience">
    /// How long an attempt waits for its answer; after six in vain, when the service is rather slow than gone, each waits twice
    /// as long as the one before, up to eight times as long. Null for as long as calls take at most.
    /// </param>
    public async Task<T> RunAsync<T>(
        Func<Task<T>> call, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        var attempts = Begin();
        var wait = patience ?? Timeout.InfiniteTimeSpan;
        var underway = new List<Task<T>>();
        for (var unanswered = 0; ;)
        {
            try
            {
                underway.Add(call());
                return await FirstAnswerAsync([.. underway]).WaitAsync(wait, clock, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsTransient(exception))
            {
                underway.RemoveAll(HasFailedInTransit);
                if (exception is TimeoutException && ++unanswered >= UnansweredBeforeSlow && wait < patience * MostPatience) wait *= 2;
                var pause = (exception as SiloBusyException)?.RetryAfter;
                if (!await attempts.WaitAsync(cancellationToken, pause).ConfigureAwait(false)) throw;
            }
        }
    }

    /// <summary>The first answer to any of several attempts, or the failure of the newest.</summary>
    private static async Task<T> FirstAnswerAsync<T>(List<Task<T>> attempts)
    {
        for (var newest = attempts[^1]; ;)
        {
            var ended = await Task.WhenAny(attempts).ConfigureAwait(false);
            if (ended == newest || !HasFailedInTransit(ended)) return await ended.ConfigureAwait(false);
            attempts.Remove(ended);
        }
    }

    private static bool HasFailedInTransit(Task attempt) => attempt.Exception?.InnerException is { } failure && IsTransient(failure);

    public Task RunAsync(Func<Task> call, CancellationToken cancellationToken) =>
        RunAsync(async () => { await call().ConfigureAwait(false); return true; }, cancellationToken);

    private Attempts Begin() => new(retryFor, clock);

    /// <summary>Pauses that go on for as long as it takes.</summary>
    public Attempts BeginEndless() => new(TimeSpan.MaxValue, clock);

    /// <summary>
    /// The pauses between the attempts of one call, doubling up to a quarter of a second until the policy's time is over. They count
    /// from the beginning of the attempt before: who has waited for an answer in vain need not wait once more.
    /// </summary>
    public sealed class Attempts(TimeSpan retryFor, TimeProvider clock)
    {
        private readonly long _begin = clock.GetTimestamp();
        private long _attempt = clock.GetTimestamp();
        private TimeSpan _delay = FirstDelay;

        /// <param name="cancellationToken">Gives up.</param>
        /// <param name="pause">How long to wait from now on, where the service has said so.</param>
        /// <returns>False when the time is over and the failure stands.</returns>
        public async Task<bool> WaitAsync(CancellationToken cancellationToken, TimeSpan? pause = null)
        {
            if (clock.GetElapsedTime(_begin) > retryFor) return false;
            var left = pause ?? _delay - clock.GetElapsedTime(_attempt);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, cancellationToken).ConfigureAwait(false);
            _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
            _attempt = clock.GetTimestamp();
            return true;
        }
    }
}
