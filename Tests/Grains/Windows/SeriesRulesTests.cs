using CsCheck;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Tests.Grains.Windows;

public class SeriesRulesTests
{
    private static readonly QualityControlOptions Options = new() { StuckAfter = 3, SpikeThreshold = 5 };

    [Fact]
    public void Of_equal_observations_of_one_writer_at_one_time_the_first_number_is_used() => Assert.Equal(
        [null, RefusalReason.Duplicate, null, null, null],
        Judge(Held(1, 7, number: 0), Held(1, 7, number: 4), Held(1, 7, writer: "other", number: 5), Held(2, 7), Held(3, 8)));

    [Fact]
    public void Another_value_at_the_same_time_is_no_duplicate_even_between_equal_ones() => Assert.Equal(
        [null, null, RefusalReason.Duplicate], Judge(Held(1, 7, number: 0), Held(1, 8, number: 1), Held(1, 7, number: 2)));

    [Fact]
    public void A_value_is_stuck_from_its_last_tolerated_repetition_on_until_it_changes() => Assert.Equal(
        [null, null, null, RefusalReason.Stuck, RefusalReason.Stuck, null],
        Judge(Held(1, 6), Held(2, 7), Held(3, 7), Held(4, 7), Held(5, 7), Held(6, 8)));

    [Fact]
    public void Writers_and_components_are_series_of_their_own() => Assert.All(
        Judge(Held(1, 7), Held(2, 7, writer: "other"), Held(3, 7, component: 1), Held(4, 7), Held(5, 7, writer: "other")), Assert.Null);

    [Theory]
    [InlineData(0, 9.9, 0, false)]
    [InlineData(0, 10.1, 0, true)]
    [InlineData(0, -10.1, 0, true)]
    [InlineData(0, 30, 40, false)]
    [InlineData(0, 50.1, 40, true)]
    public void A_spike_stands_out_from_both_neighbours_by_more_than_the_threshold(double before, double value, double after, bool isSpike) =>
        // The climatological deviation is 2, so the threshold is 10.
        Assert.Equal([null, isSpike ? RefusalReason.Spike : null, null], Judge(Held(1, before), Held(2, value), Held(3, after)));

    [Fact]
    public void The_last_observation_has_no_neighbour_yet_and_is_no_spike() =>
        Assert.All(Judge(Held(1, 0), Held(2, 1000)), Assert.Null);

    [Fact]
    public void Neighbours_of_a_spike_are_none() => Assert.Equal(
        [null, null, RefusalReason.Spike, null, null], Judge(Held(1, 0), Held(2, 1), Held(3, 1000), Held(4, 2), Held(5, 3)));

    [Fact]
    public void Thresholds_of_zero_switch_off() => Assert.All(
        new SeriesRules(new QualityControlOptions { StuckAfter = 0, SpikeThreshold = 0 }, [2, 2])
            .Judge([Held(1, 0), Held(2, 1000), Held(3, 0), Held(4, 0), Held(5, 0), Held(6, 0)], []), Assert.Null);

    /// <summary>What windows hand on makes it irrelevant where one ends and the next begins.</summary>
    [Fact]
    public void A_series_cut_into_windows_is_judged_as_a_whole() =>
        Gen.Select(Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Bool).Array[2, 40], Gen.Int[1, 39]).Sample((draws, cut) =>
        {
            HeldObservation[] all = [.. draws.Select((draw, i) => Held(i / 2, draw.Item1 * 20, draw.Item3 ? "a" : "b", draw.Item2, i)).Order()];
            // Observations of one time lie in the same window.
            var step = all[cut % all.Length].Step;
            HeldObservation[] first = [.. all.Where(held => held.Step < step)], rest = [.. all.Where(held => held.Step >= step)];
            Assert.Equal(
                Judge(all)[first.Length..],
                new SeriesRules(Options, [2, 2]).Judge(rest, SeriesRules.After(first, [])));
        });

    private static RefusalReason?[] Judge(params HeldObservation[] members) => new SeriesRules(Options, [2, 2]).Judge(members, []);

    private static HeldObservation Held(double step, double value, string writer = "a", int component = 0, long number = 0) =>
        new(writer, number, new Observation(step, $"u{component}", value, 1), step, component);
}
