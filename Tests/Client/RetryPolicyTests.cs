using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Client;

public class RetryPolicyTests
{
    private readonly StandingClock _clock = new();

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

    [Fact]
    public async Task The_late_answer_to_an_attempt_given_up_counts()
    {
        var attempts = new List<TaskCompletionSource<string>>();
        var answer = await Policy().RunAsync(
            () =>
            {
                if (attempts.Count == 2) attempts[0].SetResult("accepted");
                attempts.Add(new TaskCompletionSource<string>());
                return attempts[^1].Task;
            },
            TestContext.Current.CancellationToken, TimeSpan.FromSeconds(1));
        Assert.Equal("accepted", answer);
        Assert.Equal(3, attempts.Count);
    }

    [Fact]
    public async Task An_attempt_given_up_that_fails_in_transit_leaves_the_newest_its_time()
    {
        _clock.TimersThatFire = 2; // The patience with the first, and the pause after it.
        var attempts = 0;
        var (givenUp, newest) = (new TaskCompletionSource<string>(), new TaskCompletionSource<string>());
        var repeated = new TaskCompletionSource();
        var answered = Policy().RunAsync(
            () =>
            {
                if (++attempts == 1) return givenUp.Task;
                givenUp.TrySetException(new SiloUnavailableException());
                repeated.TrySetResult();
                return newest.Task;
            },
            TestContext.Current.CancellationToken, TimeSpan.FromSeconds(1));
        await repeated.Task;
        newest.SetResult("accepted");
        Assert.Equal("accepted", await answered);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task An_attempt_given_up_that_was_refused_ends_it()
    {
        _clock.TimersThatFire = 2;
        var attempts = 0;
        var givenUp = new TaskCompletionSource<string>();
        var answered = Policy().RunAsync(
            () => attempts++ == 0 ? givenUp.Task : new TaskCompletionSource<string>().Task,
            TestContext.Current.CancellationToken, TimeSpan.FromSeconds(1));
        givenUp.SetException(new InvalidBatchException("refused"));
        await Assert.ThrowsAsync<InvalidBatchException>(() => answered);
    }

    private RetryPolicy Policy() => new(TimeSpan.FromMinutes(1), _clock);

    private async Task<int> AttemptsAsync(int failures, Func<Exception> failure)
    {
        var attempts = 0;
        await Policy().RunAsync(
            () => attempts++ < failures ? Task.FromException(failure()) : Task.CompletedTask, TestContext.Current.CancellationToken);
        return attempts;
    }
}
