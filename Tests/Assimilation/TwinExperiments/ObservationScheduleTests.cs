using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.TwinExperiments;

public class ObservationScheduleTests
{
    private const int Steps = 4096;

    [Fact]
    public void Regular_schedule_observes_the_last_step_of_each_period() =>
        Assert.Equal([7, 15, 23, 31], ObservationSchedule.Named["E8"].Draw(32, new RandomSource(1)));

    [Fact]
    public void Random_schedule_observes_its_share_of_steps()
    {
        var count = ObservationSchedule.Named["R8"].Draw(Steps, new RandomSource(1)).Count();
        Assert.InRange(count, Steps / 8 - 85, Steps / 8 + 85);   // four standard deviations of a binomial count
    }

    [Fact]
    public void Outage_silences_its_length_once_in_each_block()
    {
        int[] steps = [.. ObservationSchedule.Named["OUT"].Draw(Steps, new RandomSource(1))];
        foreach (var block in steps.GroupBy(step => step / 512)) Assert.Equal(64 - 8, block.Count());
        Assert.Equal(Steps / 512, steps.Zip(steps[1..], (a, b) => b - a).Count(gap => gap == 72));
    }

    [Fact]
    public void Tracks_are_named_by_their_seed_and_split()
    {
        SimulatedTrack[] Draw(Func<TwinExperiment, ObservationSchedule, int, int, ulong, SimulatedTrack[]> tracks, int count) =>
            tracks(TestSettings.Lorenz63, ObservationSchedule.Named["R8"], count, 100, 3);
        var (two, one, validation) = (Draw(TrackSampler.TestTracks, 2), Draw(TrackSampler.TestTracks, 1), Draw(TrackSampler.ValidationTracks, 1));
        Assert.Equal(two[0].Truth, one[0].Truth);
        Assert.Equal(two[0].Observations, one[0].Observations);
        Assert.NotEqual(two[0].Truth, two[1].Truth);
        Assert.NotEqual(two[0].Truth, validation[0].Truth);
    }

    [Fact]
    public void Observations_between_two_steps_count_from_the_first()
    {
        var track = TrackSampler.TestTracks(TestSettings.Lorenz63, ObservationSchedule.Named["E8"], 1, 64, 3)[0];
        var window = track.Between(10, 42);
        Assert.Equal([5, 13, 21, 29], window.Select(observation => observation.Step));
        Assert.Equal(track.Observations[1].Value, window[0].Value);
        var error = (window[0].Value - track.Truth[15 * 3]) / window[0].ErrorStandardDeviation;
        Assert.InRange(error, -5, 5);
    }
}
