using NeuralDA.Grains.Interfaces.Priors;

namespace NeuralDA.Grains.Priors;

/// <summary>
/// Which version of a prior is promoted, as this silo knows it. All tracks of the silo share one question to the prior's grain, asked
/// anew once the answer is older than the freshness; a grain that does not answer, as its silo may have died, holds no track up that
/// can go on with the version known.
/// </summary>
internal sealed class PromotedVersion(Func<Task<int>> ask, TimeSpan freshness, TimeProvider clock)
{
    /// <summary>How long those wait for the answer who know an older one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private Task<int>? _answered;
    private Task<int>? _asked;
    private long _askedAt;

    /// <summary>The version.</summary>
    /// <exception cref="UnknownPriorException">There is no such prior.</exception>
    public async Task<int> GetAsync()
    {
        var (answered, asked, patience) = Ask();
        if (answered is null || freshness == TimeSpan.Zero) return await asked.ConfigureAwait(false);
        if (!asked.IsCompleted && patience > TimeSpan.Zero)
            await ((Task)asked.WaitAsync(patience, clock)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await (asked.IsCompletedSuccessfully ? asked : answered).ConfigureAwait(false);
    }

    private (Task<int>? Answered, Task<int> Asked, TimeSpan Patience) Ask()
    {
        lock (_lock)
        {
            if (_asked is { IsCompletedSuccessfully: true }) _answered = _asked;
            var failed = _answered is null && _asked is { IsCompleted: true };
            if (_asked is null || failed || (_asked.IsCompleted && clock.GetElapsedTime(_askedAt) >= freshness))
                (_asked, _askedAt) = (ask(), clock.GetTimestamp());
            return (_answered, _asked, Patience - clock.GetElapsedTime(_askedAt));
        }
    }
}
