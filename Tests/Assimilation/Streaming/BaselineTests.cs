using NeuralDA.Assimilation.Streaming;
using NeuralDA.Assimilation.Streaming.Baselines;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Streaming;

public class BaselineTests
{
    // An observation every 8 steps with 5 % error: 10 000 particles reach 0.075 (one run of 16 tracks of 1600 steps), climatology is 1.
    private const double GoodError = 0.13;

    private static readonly SimulatedTrack[] Tracks = TrackSampler.TestTracks(
        TestSettings.Lorenz63, ObservationSchedule.Named["E8"], count: 2, steps: 20 * 32, seed: 5);

    public static TheoryData<string> Baselines => ["particles", "ensemble", "4D-Var"];

    [Theory]
    [MemberData(nameof(Baselines))]
    public void Filters_that_know_the_model_follow_a_chaotic_track(string baseline)
    {
        var scores = Run(Create(baseline));
        Assert.InRange(scores.Rmse, 0.04, GoodError);
        Assert.InRange(scores.SpreadSkill, 0.6, 1.6);
    }

    [Theory]
    [MemberData(nameof(Baselines))]
    public void The_same_seed_gives_the_same_scores(string baseline) =>
        Assert.Equal(Run(Create(baseline)).Rmse, Run(Create(baseline)).Rmse);

    private static IStreamingMethod Create(string baseline) => baseline switch
    {
        "particles" => new ParticleFilter(TestPriors.Lorenz63, particles: 2000, seed: 1),
        "ensemble" => new EnsembleKalmanFilter(TestPriors.Lorenz63, members: 50, inflation: 1.05, seed: 1),
        _ => new CycledFourDVar(TestPriors.Lorenz63),
    };

    private static StreamingScores Run(IStreamingMethod method) =>
        new StreamingComparison(TestSettings.Lorenz63.Shape, TestSettings.Lorenz63.Normalization, shift: 8).Run(method, Tracks);
}
