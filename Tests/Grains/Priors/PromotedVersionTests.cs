using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Priors;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Priors;

public class PromotedVersionTests
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private readonly StandingClock _clock = new() { TimersThatFire = 0 };
    private readonly List<TaskCompletionSource<int>> _questions = [];

    [Fact]
    public async Task All_share_the_answer_while_it_is_fresh()
    {
        var version = Version();
        var (first, second) = (version.GetAsync(), version.GetAsync());
        _questions[0].SetResult(3);
        Assert.Equal((3, 3), (await first, await second));
        Assert.Equal(3, await version.GetAsync());
        Assert.Single(_questions);
    }

    [Fact]
    public async Task Later_it_is_asked_anew_and_waited_for()
    {
        var version = await KnownAsync(3);
        _clock.Now += Freshness;
        var later = version.GetAsync();
        _questions[1].SetResult(4);
        Assert.Equal(4, await later);
        Assert.Equal(4, await version.GetAsync());
        Assert.Equal(2, _questions.Count);
    }

    [Fact]
    public async Task Without_an_answer_those_who_know_a_version_go_on_with_it()
    {
        var version = await KnownAsync(3);
        _clock.Now += Freshness;
        _clock.TimersThatFire = int.MaxValue;
        Assert.Equal(3, await version.GetAsync());
        _clock.Now += PromotedVersion.Patience;
        Assert.Equal(3, await version.GetAsync());
        Assert.Equal(2, _questions.Count);
        _questions[1].SetException(new TimeoutException());
        Assert.Equal(3, await version.GetAsync());
        (_clock.Now, _clock.TimersThatFire) = (_clock.Now + Freshness, 0);
        var again = version.GetAsync();
        _questions[2].SetResult(5);
        Assert.Equal(5, await again);
    }

    [Fact]
    public async Task An_unknown_prior_is_asked_for_each_time()
    {
        var version = Version();
        var first = version.GetAsync();
        _questions[0].SetException(new UnknownPriorException("none"));
        await Assert.ThrowsAsync<UnknownPriorException>(() => first);
        var second = version.GetAsync();
        _questions[1].SetResult(1);
        Assert.Equal(1, await second);
    }

    private PromotedVersion Version() => new(
        () =>
        {
            _questions.Add(new TaskCompletionSource<int>());
            return _questions[^1].Task;
        },
        Freshness, _clock);

    private async Task<PromotedVersion> KnownAsync(int promoted)
    {
        var version = Version();
        var known = version.GetAsync();
        _questions[0].SetResult(promoted);
        Assert.Equal(promoted, await known);
        return version;
    }
}
