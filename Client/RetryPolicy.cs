using NeuralDA.Grains.Interfaces;
using Orleans.Storage;

namespace NeuralDA.Client;

/// <summary>
/// Repeats calls that failed in transit. Every call of the service is safe to repeat, so a lost reply costs a repetition and
/// nothing else.
/// </summary>
internal sealed class RetryPolicy(TimeSpan retryFor, TimeProvider clock)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// True for failures on the way to the grain or to its store, which say nothing about the call itself. A conflict in the store
    /// means that the track has moved to another silo, where the repetition goes.
    /// </summary>
    public static bool IsTransient(Exception exception) =>
        exception is TimeoutException or OrleansMessageRejectionException or SiloUnavailableException
            or Orleans.Runtime.Messaging.ConnectionFailedException or GatewayTooBusyException or ClientNotAvailableException
            or StorageUnavailableException or InconsistentStateException;

    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var attempts = Begin();
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception exception) when (IsTransient(exception))
            {
                if (!await attempts.WaitAsync(cancellationToken).ConfigureAwait(false)) throw;
            }
        }
    }

    public Task RunAsync(Func<Task> call, CancellationToken cancellationToken) =>
        RunAsync(async () => { await call().ConfigureAwait(false); return true; }, cancellationToken);

    private Attempts Begin() => new(retryFor, clock);

    /// <summary>Pauses that go on for as long as it takes.</summary>
    public Attempts BeginEndless() => new(TimeSpan.MaxValue, clock);

    /// <summary>The pauses between the attempts of one call, doubling until the policy's time is over.</summary>
    public sealed class Attempts(TimeSpan retryFor, TimeProvider clock)
    {
        private readonly long _begin = clock.GetTimestamp();
        private TimeSpan _delay = FirstDelay;

        /// <returns>False when the time is over and the failure stands.</returns>
        public async Task<bool> WaitAsync(CancellationToken cancellationToken)
        {
            if (clock.GetElapsedTime(_begin) > retryFor) return false;
            await Task.Delay(_delay, clock, cancellationToken).ConfigureAwait(false);
            _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
            return true;
        }
    }
}
