using System.Threading.RateLimiting;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Silo.Hosting;

/// <summary>
/// Sends writers away, with a time to come again, while as many batches are in work as the silo takes on, or while their tenant sends
/// more than its share.
/// </summary>
internal sealed class IngestLimit(LoadOptions load) : IIncomingGrainCallFilter, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(0.1);

    private readonly PartitionedRateLimiter<string>? _rate = load.BatchesPerSecondOfTenant is { } batches
        ? PartitionedRateLimiter.Create<string, string>(tenant => RateLimitPartition.GetTokenBucketLimiter(tenant, _ =>
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = batches,
                TokensPerPeriod = Math.Max(1, (int)(batches * Period.TotalSeconds)),
                ReplenishmentPeriod = batches * Period.TotalSeconds >= 1 ? Period : TimeSpan.FromSeconds(1.0 / batches),
            }))
        : null;

    private int _inWork;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod?.Name != nameof(IWindowGrain.IngestAsync) || context.Grain is not IWindowGrain)
        {
            await context.Invoke();
            return;
        }
        RequireShare(context);
        try
        {
            if (Interlocked.Increment(ref _inWork) > load.BatchesInWork)
                throw new SiloBusyException(
                    $"The silo works on {load.BatchesInWork} batches already; nothing of the call was kept.", load.RetryAfter);
            await context.Invoke();
        }
        finally
        {
            Interlocked.Decrement(ref _inWork);
        }
    }

    public void Dispose() => _rate?.Dispose();

    private void RequireShare(IIncomingGrainCallContext context)
    {
        if (_rate is null) return;
        var tenant = TrackQuota.TenantOf($"{context.TargetId.Key}");
        using var lease = _rate.AttemptAcquire(tenant);
        if (!lease.IsAcquired)
            throw new SiloBusyException(
                $"The tenant sends more than {load.BatchesPerSecondOfTenant} batches a second; nothing of the call was kept.", load.RetryAfter);
    }
}
