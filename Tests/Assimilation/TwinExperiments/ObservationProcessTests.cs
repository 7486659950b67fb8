using CsCheck;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Tests.Assimilation.TwinExperiments;

public class ObservationProcessTests
{
    private const int Steps = 32, Draws = 20_000;

    private static readonly Dictionary<string, ObservationProcess> All = new()
    {
        ["four"] = new RandomCount(4, 4),
        ["one to twelve"] = new RandomCount(1, 12),
        ["all"] = new RandomCount(Steps, Steps),
        ["rate"] = new RandomRate(1.0 / 8),
        ["hardly any"] = new RandomRate(1e-3),
        ["period"] = new RegularPeriod(8),
        ["mixture"] = new ProcessMixture([(0.5, new RandomCount(2, 2)), (0.5, new RegularPeriod(4))]),
    };

    public static TheoryData<string> Names { get; } = [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Longer_windows_are_observed_as_densely(string name)
    {
        if (name == "hardly any") return;   // one step at least, whatever the length
        double Density(ObservationProcess process, int steps) => Enumerable.Range(0, 2000)
            .Average(i => process.Draw(steps, new RandomSource(5, (ulong)i)).Count / (double)steps);
        // A standard deviation of 0.1 over the root of 2000 draws, four times.
        Assert.Equal(Density(All[name], Steps), Density(All[name].Over(4), 4 * Steps), 0.01);
    }

    [Theory, MemberData(nameof(Names))]
    public void Steps_ascend_within_the_window_and_there_is_at_least_one(string name) => Gen.ULong.Sample(seed =>
    {
        var steps = All[name].Draw(Steps, new RandomSource(seed));
        Assert.NotEmpty(steps);
        Assert.Equal(steps.Distinct().Order(), steps);
        Assert.All(steps, step => Assert.InRange(step, 0, Steps - 1));
    });

    [Theory, MemberData(nameof(Names))]
    public void Every_step_is_equally_likely(string name)
    {
        var (random, counts, total) = (new RandomSource(1), new int[Steps], 0);
        for (var i = 0; i < Draws; i++)
            foreach (var step in All[name].Draw(Steps, random)) (counts[step], total) = (counts[step] + 1, total + 1);
        var expected = (double)total / Steps;
        // Five standard deviations of a count among `Draws` draws.
        var tolerance = 5 * Math.Sqrt(expected * (1 - expected / Draws)) + 1e-9;
        Assert.All(counts, count => Assert.InRange(count, expected - tolerance, expected + tolerance));
    }

    [Fact]
    public void Numbers_of_observations_are_those_of_the_laws()
    {
        Assert.Equal([4], Counts("four"));
        Assert.Equal(Enumerable.Range(1, 12), Counts("one to twelve"));
        Assert.Equal([32], Counts("all"));
        Assert.Equal([4], Counts("period"));
        Assert.Equal([2, 8], Counts("mixture"));
    }

    [Fact]
    public void Rate_is_the_mean_share_of_observed_steps()
    {
        var random = new RandomSource(2);
        var mean = Enumerable.Range(0, Draws).Average(_ => All["rate"].Draw(Steps, random).Count);
        // 32 / 8, and one in place of none with probability (7/8)³²; five standard errors of a binomial mean.
        Assert.Equal(4 + Math.Pow(7 / 8.0, Steps), mean, 5 * Math.Sqrt(3.5 / Draws));
    }

    [Fact]
    public void Period_has_its_distance_from_any_offset()
    {
        var random = new RandomSource(3);
        var offsets = new HashSet<int>();
        for (var i = 0; i < 200; i++)
        {
            var steps = All["period"].Draw(Steps, random);
            offsets.Add(steps[0]);
            Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.Equal(8, pair.Second - pair.First));
        }
        Assert.Equal(8, offsets.Count);
    }

    private static IEnumerable<int> Counts(string name)
    {
        var random = new RandomSource(4);
        return Enumerable.Range(0, 2000).Select(_ => All[name].Draw(Steps, random).Count).Distinct().Order();
    }
}
