using NeuralDA.Client;

namespace NeuralDA.Tests.Client;

public class RetryPolicyTests
{
    private readonly Clock _clock = new();

    [Fact]
    public async Task Who_waited_for_an_answer_in_vain_asks_again_at_once()
    {
        Assert.Equal(4, await AttemptsAsync(3, () =>
        {
            _clock.Now += TimeSpan.FromSeconds(1);
            return new TimeoutException();
        }));
        Assert.Empty(_clock.Pauses);
    }

    [Fact]
    public async Task Pauses_after_refusals_double_up_to_a_quarter_of_a_second()
    {
        Assert.Equal(7, await AttemptsAsync(6, () => new SiloUnavailableException()));
        Assert.Equal([20, 40, 80, 160, 250, 250], _clock.Pauses.Select(pause => pause.TotalMilliseconds));
    }

    private async Task<int> AttemptsAsync(int failures, Func<Exception> failure)
    {
        var attempts = 0;
        await new RetryPolicy(TimeSpan.FromMinutes(1), _clock).RunAsync(
            () => attempts++ < failures ? Task.FromException(failure()) : Task.CompletedTask, TestContext.Current.CancellationToken);
        return attempts;
    }

    /// <summary>Stands still unless moved; its pauses are over at once.</summary>
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public List<TimeSpan> Pauses { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
