using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Streaming;

public class StreamingComparisonTests
{
    private const int Shift = 8, Steps = 32, Length = 544;   // windows begin at 0 .. 512, from 64 on 57 are scored

    [Fact]
    public void Error_of_known_size_is_found()
    {
        var scores = Score(new Shifted(_ => 0.2, spread: 0.1));
        Assert.Equal(0.2, scores.Rmse, 1e-12);
        Assert.Equal(0.5, scores.SpreadSkill, 1e-12);
        Assert.Equal(0, scores.Coverage90);
        Assert.Equal((0, 0), (scores.BadShare, scores.LongestBadRun));
        Assert.All(scores.Quarters, quarter => Assert.Equal(0.2, quarter, 1e-12));
    }

    [Fact]
    public void Windows_before_the_burn_in_are_not_scored() =>
        Assert.Equal(0.1, Score(new Shifted(window => window < 8 ? 9 : 0.1, spread: 0.1)).Rmse, 1e-12);

    [Fact]
    public void Longest_run_of_bad_windows_is_found()
    {
        var scores = Score(new Shifted(window => window is >= 20 and < 25 or 30 or 64 ? 1 : 0.1, spread: 0.1));
        Assert.Equal(5, scores.LongestBadRun);
        Assert.Equal(7 / 57.0, scores.BadShare, 1e-12);
        Assert.True(scores.Quarters[0] > scores.Quarters[2]);
    }

    [Theory]
    [InlineData(48, 2)]
    [InlineData(49, 0)]
    public void Track_that_ends_in_a_long_bad_run_is_lost(int since, int expected) =>
        Assert.Equal(expected, Score(new Shifted(window => window >= since ? 1 : 0.1, spread: 0.1)).LostTracks);

    [Fact]
    public void Drift_is_the_growth_from_the_first_quarter_to_the_last() =>
        Assert.Equal(0.3, Score(new Shifted(window => window < 36 ? 0.1 : 0.4, spread: 0.1)).Drift, 1e-12);

    private static StreamingScores Score(IStreamingMethod method)
    {
        var setting = TestSettings.Lorenz63;
        var tracks = TrackSampler.TestTracks(setting, ObservationSchedule.Named["E8"], 2, Length, seed: 1);
        return new StreamingComparison(setting.Shape, setting.Normalization, Shift).Run(method, tracks);
    }

    // The truth of each window's newest step with an error that depends on the window.
    private sealed class Shifted(Func<int, double> error, double spread) : IStreamingMethod
    {
        public string Name => "shifted";

        public IEnumerable<MethodEstimate[]> Follow(IReadOnlyList<SimulatedTrack> tracks, int shift) =>
            Enumerable.Range(0, (Length - Steps) / shift + 1).Select(window => tracks.Select(track =>
            {
                var newest = track.Truth.AsSpan((window * shift + Steps - 1) * 3, 3).ToArray();
                TestSettings.Lorenz63.Normalization.Normalize(newest);
                return new MethodEstimate([.. newest.Select(x => x + error(window))], [spread, spread, spread]);
            }).ToArray());
    }
}
