using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Tests.Grains.Training;

public class TrainingRunTests
{
    private static readonly TrainingRunOptions Options = TrainingCluster.Options;

    private static readonly Lazy<(float[] Losses, byte[] Prior)> Expected = new(() => TrainingCluster.InOneProcess(Options));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(1, 8), InlineData(2, 8), InlineData(4, 8), InlineData(4, 2)]
    public async Task Any_number_of_silos_gives_the_curve_and_the_prior_of_one_process(int silos, int fanIn)
    {
        await using var cluster = await TrainingCluster.StartAsync(silos, options => options.FanIn = fanIn);
        await cluster.Client.Training.StartAsync("run", Options, Cancel);
        await cluster.UntilAsync("run", status => status.Silos.Count(silo => silo.MicroShards > 0) == silos);
        await AssertAsExpectedAsync(cluster);
        Assert.Equal(["run"], await cluster.Client.Training.ListAsync(Cancel));
    }

    [Fact]
    public async Task Paused_run_stands_still_and_goes_on_to_the_same_prior()
    {
        await using var cluster = await TrainingCluster.StartAsync(1);
        await cluster.Client.Training.StartAsync("run", Options, Cancel);
        await cluster.UntilAsync("run", status => status.Step >= 30);
        var paused = await cluster.Client.Training.PauseAsync("run", Cancel);
        Assert.Equal((TrainingRunPhase.Paused, paused.Step), (paused.Phase, paused.CheckpointStep));
        Assert.InRange(paused.Step, 30, 199);
        Assert.Equal(paused, await cluster.Client.Training.StatusAsync("run", Cancel) with { Silos = paused.Silos, Options = paused.Options });

        await cluster.Client.Training.ResumeAsync("run", Cancel);
        await AssertAsExpectedAsync(cluster);
    }

    [Fact]
    public async Task Cancelled_run_does_not_come_back()
    {
        await using var cluster = await TrainingCluster.StartAsync(1);
        await cluster.Client.Training.StartAsync("run", Options, Cancel);
        await cluster.UntilAsync("run", status => status.CheckpointStep > 0);
        Assert.Equal(TrainingRunPhase.Cancelled, (await cluster.Client.Training.CancelAsync("run", Cancel)).Phase);
        var error = await Assert.ThrowsAsync<InvalidTrainingRunException>(() => cluster.Client.Training.ResumeAsync("run", Cancel));
        Assert.Equal("Training run 'run' is Cancelled; expected Paused or Failed.", error.Message);
        Assert.Empty(await cluster.Client.ListPriorsAsync(Cancel));
    }

    [Fact]
    public async Task Wrong_starts_are_refused_in_a_line()
    {
        await using var cluster = await TrainingCluster.StartAsync(1);
        var training = cluster.Client.Training;
        await Refuses(Options with { Setting = "nowhere" }, "there is no setting 'nowhere'");
        await Refuses(Options with { Setting = null }, "it names neither or both of a setting and a data set");
        await Refuses(Options with { MicroShards = 3 }, "MicroShards is 3; it must be a power of two");
        await Refuses(Options with { Workers = 0 }, "Workers is 0; it must be at least 1");
        await Assert.ThrowsAsync<UnknownTrainingRunException>(() => training.StatusAsync("run", Cancel));

        var first = await training.StartAsync("run", Options, Cancel);
        Assert.Equal(first.StartedAt, (await training.StartAsync("run", Options, Cancel)).StartedAt);
        await Assert.ThrowsAsync<TrainingRunExistsException>(() => training.StartAsync("run", Options with { Seed = 8 }, Cancel));
        await training.CancelAsync("run", Cancel);

        async Task Refuses(TrainingRunOptions options, string problem) => Assert.Contains(problem,
            (await Assert.ThrowsAsync<InvalidTrainingRunException>(() => training.StartAsync("run", options, Cancel))).Message,
            StringComparison.Ordinal);
    }

    internal static async Task AssertAsExpectedAsync(TrainingCluster cluster)
    {
        var (losses, prior) = await cluster.ResultAsync("run");
        Assert.Equal(Expected.Value.Losses, losses);
        Assert.Equal(200, losses.Length);
        Assert.Equal(Expected.Value.Prior, prior);
    }
}
