using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.TwinExperiments;

public class WindowSamplerTests
{
    private static readonly TwinExperiment Setting = TestSettings.Lorenz63;

    [Fact]
    public void Window_is_the_same_whatever_the_count()
    {
        var (few, many) = (Test(3), Test(6));
        for (var i = 0; i < few.Length; i++) AssertEqual(few[i], many[i]);
    }

    [Fact]
    public void Test_windows_and_validation_windows_differ() => Assert.Empty(
        Test(20).Select(window => window.Truth[0]).Intersect(Validation(20).Select(window => window.Truth[0])));

    [Fact]
    public void Windows_of_another_seed_differ() => Assert.Empty(
        Test(20).Select(window => window.Truth[0]).Intersect(Test(20, seed: 2).Select(window => window.Truth[0])));

    [Fact]
    public void Sets_of_observed_steps_in_tests_do_not_occur_in_validation()
    {
        static bool IsHeldOut(SimulatedWindow window) => window.Observations.Sum(o => (int)o.Step) % 3 == 0;
        Assert.All(Test(50), window => Assert.True(IsHeldOut(window)));
        Assert.All(Validation(50), window => Assert.False(IsHeldOut(window)));
    }

    [Fact]
    public void Observation_error_has_the_standard_deviation_of_the_setting()
    {
        var errors = WindowSampler.TestWindows(Setting, "R4", 300, seed: 3).SelectMany(window =>
            window.Observations.Select(o => o.Value - window.Truth[(int)o.Step * 3 + Setting.ObservedComponent])).ToArray();
        var ratio = Math.Sqrt(errors.Average(e => e * e)) / (0.05 * 7.960);
        Assert.Equal(1, ratio, 5 * Math.Sqrt(0.5 / errors.Length));   // five standard errors of a root mean square
    }

    [Fact]
    public void Chained_windows_lie_on_one_trajectory()
    {
        var sampler = new WindowSampler(Setting, Setting.Process("M4"), ObservedSets.Training);
        var size = Setting.Shape.Size;
        var chain = sampler.DrawChain(new RandomSource(4), windows: 3, distance: 32);
        var long1 = new double[3 * size];
        new TrajectorySimulator(Setting).Simulate(new RandomSource(4), long1);
        for (var i = 0; i < 3; i++) Assert.Equal(long1[(i * size)..((i + 1) * size)], chain[i].Truth);
    }

    [Fact]
    public void Chain_of_overlapping_windows_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new WindowSampler(Setting, Setting.Process("M4"), ObservedSets.Training).DrawChain(new RandomSource(1), 2, distance: 31));

    [Fact]
    public void Windows_of_a_setting_without_spin_up_all_begin_at_its_start()
    {
        var setting = TwinExperimentCatalogue.Find("blanke2024-pendulum-print");
        var sampler = new WindowSampler(setting, new RandomCount(1, 1), ObservedSets.Training);
        var windows = sampler.DrawChain(new RandomSource(1), windows: 400, distance: 150);
        // The start's angle is uniform within ±3π/4; a pendulum left to itself for 15 time units swings half as far.
        var variance = windows.Average(window => window.Truth[0] * window.Truth[0]);
        Assert.Equal(setting.Start.Variances[0], variance, 0.2 * setting.Start.Variances[0]);
    }

    [Fact]
    public void Unknown_names_are_answered_with_the_known_ones()
    {
        Assert.Equal("setting 'blanke2024-lorenz63-print' has no observation process 'X'; it has: M4, R8, R4, E8",
            Assert.Throws<ArgumentException>(() => Setting.Process("X")).Message);
        Assert.StartsWith("there is no setting 'lorenz96'; there are: blanke2024-lorenz63-print",
            Assert.Throws<ArgumentException>(() => TwinExperimentCatalogue.Find("lorenz96")).Message);
    }

    private static SimulatedWindow[] Test(int count, ulong seed = 1) =>
        [.. WindowSampler.TestWindows(Setting, "M4", count, seed)];

    private static SimulatedWindow[] Validation(int count) => [.. WindowSampler.ValidationWindows(Setting, "M4", count, seed: 1)];

    private static void AssertEqual(SimulatedWindow expected, SimulatedWindow actual)
    {
        Assert.Equal(expected.Truth, actual.Truth);
        Assert.Equal(expected.Observations, actual.Observations);
    }
}
