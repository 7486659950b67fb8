using CsCheck;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Windows;

namespace NeuralDA.Tests.Grains.Windows;

public class WindowStateTests
{
    private const double Step = 0.025;
    private const double Departure = 0.5;

    [Theory]
    [InlineData(double.NaN, "u1", 1.0, 0.1, RefusalReason.NotFinite)]
    [InlineData(0.1, "u1", double.PositiveInfinity, 0.1, RefusalReason.NotFinite)]
    [InlineData(0.1, "u9", 1.0, 0.1, RefusalReason.UnknownComponent)]
    [InlineData(0.1, null, 1.0, 0.1, RefusalReason.UnknownComponent)]
    [InlineData(0.1, "u1", 1.0, 0.0, RefusalReason.NonPositiveError)]
    [InlineData(0.1, "u1", 1.0, -0.1, RefusalReason.NonPositiveError)]
    [InlineData(-0.1, "u1", 1.0, 0.1, RefusalReason.OutsideHorizon)]
    [InlineData(1e12, "u1", 1.0, 0.1, RefusalReason.OutsideHorizon)]
    [InlineData(0.1, "u2", -51.0, 0.1, RefusalReason.OutOfBounds)]
    [InlineData(0.1, "u2", 50.1, 0.1, RefusalReason.OutOfBounds)]
    [InlineData(0.1, "u1", 1e300, 0.1, RefusalReason.OutOfBounds)]
    [InlineData(0.1, "u1", 1.0, 1e300, RefusalReason.OutOfBounds)]
    [InlineData(0.1, "u1", 1.0, double.Epsilon, RefusalReason.OutOfBounds)]
    public void A_bad_observation_is_refused_with_its_reason_and_kept(
        double time, string? component, double value, double error, RefusalReason reason)
    {
        var state = NewState();
        var raw = new Observation(time, component!, value, error);
        var ingestion = state.Accept(new ObservationBatch("w", 7, [raw, At(3)]));

        Assert.Equal((7L, reason), (Assert.Single(ingestion.Refused).Sequence, ingestion.Refused[0].Reason));
        Assert.Single(ingestion.Fresh);
        Assert.Equal(raw, Assert.Single(state.RecentlyRefused).Raw);
        Assert.Equal(1, state.Refused[reason]);
    }

    [Fact]
    public void A_unit_that_is_not_the_components_is_refused_and_the_right_one_is_not()
    {
        var state = NewState();
        var ingestion = Accept(state, 0, At(1) with { Unit = "K" }, At(2) with { Unit = "C" }, At(3));
        Assert.Equal((1L, RefusalReason.WrongUnit), (Assert.Single(ingestion.Refused).Sequence, ingestion.Refused[0].Reason));
        Assert.Equal("u1 in 'C': expected 'K'.", ingestion.Refused[0].Message);
    }

    [Fact]
    public void What_lies_before_the_watermark_is_too_late_and_what_lies_on_it_is_not()
    {
        var state = NewState(latenessSteps: 8);
        var ingestion = Accept(state, 0, At(100), At(92), At(91.9));
        Assert.Equal((2L, RefusalReason.TooLate), (Assert.Single(ingestion.Refused).Sequence, ingestion.Refused[0].Reason));
        Assert.Equal(2, ingestion.Fresh.Count);
    }

    [Fact]
    public void A_repeated_number_changes_nothing_whatever_it_carries()
    {
        var state = NewState();
        Accept(state, 0, At(1), At(2));
        var again = Accept(state, 1, At(3), At(4));
        Assert.Equal([1L], again.Repeated);
        Assert.Equal([1.0, 2.0, 4.0], state.Observations.Select(held => held.Step));
    }

    [Fact]
    public void A_repeated_refusal_is_told_again_and_counted_once()
    {
        var state = NewState();
        Accept(state, 0, At(double.NaN));
        var again = Accept(state, 0, At(double.NaN));
        var receipt = state.Receipt(again);
        Assert.Equal(RefusalReason.NotFinite, Assert.Single(receipt.Refusals).Reason);
        Assert.Equal((0, 0), (receipt.Accepted, receipt.Duplicates));
        Assert.Equal(1, state.Refused[RefusalReason.NotFinite]);
    }

    [Fact]
    public void Of_the_refused_only_the_newest_are_kept_but_all_are_counted()
    {
        var state = NewState();
        for (var i = 0; i < 100; i++) Accept(state, i, At(double.NaN));
        Assert.Equal(WindowState.RefusedKept, state.RecentlyRefused.Count);
        Assert.Equal(99, state.RecentlyRefused[^1].Refusal.Sequence);
        Assert.Equal(100, state.Refused[RefusalReason.NotFinite]);
    }

    [Fact]
    public void The_first_observations_are_analysed_in_the_current_window_only()
    {
        var state = NewState();
        Assert.Equal([0L], state.DueWindows(Accept(state, 0, At(5), At(20))));
    }

    [Fact]
    public void Moving_on_opens_the_windows_in_between()
    {
        var state = Analysed(NewState(), At(20));
        Assert.Equal([1L, 2L], state.DueWindows(Accept(state, 1, At(40))));
    }

    [Fact]
    public void A_late_observation_re_opens_the_windows_it_lies_in_with_a_higher_revision()
    {
        var state = Analysed(NewState(latenessSteps: 16), At(40));
        Analysed(state, 1, At(60));
        var due = state.DueWindows(Accept(state, 2, At(45)));
        Assert.Equal([2L, 3L, 4L], due);
        var published = Conclude(state, 2);
        Assert.Equal((2, 1L), (published.Revision, published.Supersedes));
    }

    [Fact]
    public void Windows_that_build_on_a_re_opened_one_follow_even_if_they_do_not_hold_the_observation()
    {
        var state = Analysed(NewState(latenessSteps: 64), At(40));
        Analysed(state, 1, At(100));
        Assert.Equal([2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L], state.DueWindows(Accept(state, 2, At(45))));
    }

    [Fact]
    public void A_long_outage_is_bridged_for_a_few_window_lengths_only()
    {
        var state = Analysed(NewState(), At(20));
        var due = state.DueWindows(Accept(state, 1, At(20 + 32 * 500)));
        // Windows 1..18 hold step 20 or begin within 4 T of it; then nothing until those that hold the new observation.
        Assert.Equal([.. Enumerable.Range(1, 18).Select(window => (long)window), 1999L], due);
    }

    [Fact]
    public void Closing_forgets_what_no_open_window_holds_and_keeps_the_rest()
    {
        var state = Analysed(NewState(latenessSteps: 0), At(1), At(20), At(33));
        Analysed(state, 3, At(41));
        Assert.Equal((2L, 2L), (state.OpenWindows!.First, state.OpenWindows.Last));
        Assert.Equal([20.0, 33.0, 41.0], state.Observations.Select(held => held.Step));
        Assert.Equal([1L, 2L], state.Windows.Keys);   // the one before stays, since window 2 builds on it
    }

    [Fact]
    public void A_refusal_is_counted_by_its_newest_verdict_and_kept_when_it_leaves()
    {
        var state = NewState(latenessSteps: 0);
        var ingestion = Accept(state, 0, At(1), At(2));
        Conclude(state, 0, RefusalReason.Spike, RefusalReason.GrossError);
        Conclude(state, 0, RefusalReason.GrossError, null);
        var receipt = state.Receipt(ingestion);
        Assert.Equal((1, RefusalReason.GrossError), (receipt.Accepted, Assert.Single(receipt.Refusals).Reason));

        var next = Accept(state, 2, At(500));
        foreach (var window in state.DueWindows(next)) Conclude(state, window);
        state.CloseWindows();
        Assert.Equal(1, state.Refused[RefusalReason.GrossError]);
        Assert.Equal(0, Assert.Single(state.RecentlyRefused).Refusal.Sequence);
        Assert.Equal(2, state.Accepted);
        Assert.Equal((1, 1), (state.Components[0].Used, state.Components[0].Refused));
    }

    [Fact]
    public void A_window_builds_on_the_newest_analysis_of_the_one_before()
    {
        var state = NewState();
        Accept(state, 0, At(20));
        var (first, second) = (CarriedState.Nothing with { RefusedRun = 1 }, CarriedState.Nothing with { RefusedRun = 2 });
        Assert.Equal(CarriedState.Nothing, state.CarriedInto(1));
        Assert.Equal((1, null), Numbered(state.Conclude(Analysis(state, 0), first)));
        Assert.Equal((2, 1L), Numbered(state.Conclude(Analysis(state, 0), second)));
        Assert.Equal(second, state.CarriedInto(1));
        Assert.Equal(CarriedState.Nothing, state.CarriedInto(2));

        static (int, long?) Numbered(PublishedWindow published) => (published.Revision, published.Supersedes);
    }

    [Fact]
    public void Settled_departures_are_the_diagnostics_of_their_component_each_counted_once()
    {
        var state = NewState(latenessSteps: 0);
        Accept(state, 0, At(1), At(2) with { Component = "u2" }, At(3));
        Conclude(state, 0);
        Conclude(state, 0);
        Assert.Empty(state.Components);
        foreach (var window in state.DueWindows(Accept(state, 3, At(500)))) Conclude(state, window);
        state.CloseWindows();
        state.CloseWindows();
        Assert.Equal((2, 1), (state.Components[0].Used, state.Components[1].Used));
        Assert.Equal(2, state.Components[0].Innovations.Count, 1e-3);
        Assert.Equal(Departure, state.Components[0].Innovations.Bias, 1e-12);
    }

    /// <summary>The law the service rests on: final windows depend on the set of observations alone.</summary>
    [Fact]
    public void Order_repetition_and_batches_do_not_change_what_final_windows_contain() =>
        Gen.Select(Gen.Double[0, 300].Array[1, 40], Gen.Int[0, 1000]).Sample((steps, seed) =>
        {
            Array.Sort(steps);
            var observations = Array.ConvertAll(steps, At);
            var inOrder = FinalWindows(observations, seed: 0, disorder: false);
            Assert.Equal(inOrder, FinalWindows(observations, seed, disorder: true));
        });

    private static Dictionary<long, string> FinalWindows(Observation[] observations, int seed, bool disorder)
    {
        // Everything may come within this lateness, so nothing is refused.
        var state = NewState(latenessSteps: 400);
        var final = new Dictionary<long, string>();
        var order = Enumerable.Range(0, observations.Length).ToArray();
        if (disorder) order = [.. order.OrderBy(i => (i * 7919 + seed * 104729) % 997), .. order.Where(i => i % 3 == seed % 3)];
        foreach (var i in order)
        {
            foreach (var window in state.DueWindows(Accept(state, i, observations[i])))
            {
                Conclude(state, window);
                final[window] = string.Join(' ', state.ObservationsOf(window).Select(held => held.Sequence));
            }
            state.CloseWindows();
        }
        return final;
    }

    private static WindowState NewState(int latenessSteps = 8)
    {
        var options = new TrackOptions
        {
            PriorName = "p", ShiftSteps = 8, Lateness = latenessSteps * Step,
            QualityControl = new QualityControlOptions { Bounds = new PhysicalBounds([new ComponentBounds("u2", -50, 50)]) },
        };
        return new WindowState { Track = new TrackDefinition(options, options, new WindowGrid(0, Step, 32, 8), ["u1", "u2"], ["K", "m"]) };
    }

    private static Observation At(double step) => new(step * Step, "u1", 1, 0.1);

    private static Ingestion Accept(WindowState state, long first, params Observation[] observations) =>
        state.Accept(new ObservationBatch("w", first, observations));

    private static WindowState Analysed(WindowState state, params Observation[] observations) => Analysed(state, 0, observations);

    private static WindowState Analysed(WindowState state, long first, params Observation[] observations)
    {
        foreach (var window in state.DueWindows(Accept(state, first, observations))) Conclude(state, window);
        state.CloseWindows();
        return state;
    }

    // What an analysis is to the state, with verdicts as given and "used" for the rest.
    private static PublishedWindow Conclude(WindowState state, long window, params RefusalReason?[] refused) =>
        state.Conclude(Analysis(state, window, refused), CarriedState.Nothing);

    private static WindowAnalysis Analysis(WindowState state, long window, params RefusalReason?[] refused) => new(
        window, CarriedState.Nothing,
        [.. state.ObservationsOf(window).Select((held, i) => new JudgedObservation(
            held, i < refused.Length && refused[i] is { } reason ? Verdict.Of(reason) : new Verdict(null, 1, Departure, 1, 1, 1)))],
        null!, IsReopened: false);
}
