using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Training;
using NeuralDA.Tests.Silo.Storage;
using Orleans.TestingHost;

namespace NeuralDA.Tests.Grains.Training;

/// <summary>Whatever befalls the silos, the curve and the prior are those of an undisturbed run in one process.</summary>
public class TrainingFailureTests
{
    private static readonly TrainingRunOptions Options = TrainingCluster.Options;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_outlives_a_silo_that_trains()
    {
        await using var cluster = await StartedAsync(silos: 2);
        await cluster.Cluster.KillSiloAsync(SiloOf(cluster, isRun: false), Cancel);
        await TrainingRunTests.AssertAsExpectedAsync(cluster);
    }

    [Fact]
    public async Task Run_outlives_its_own_silo_and_goes_on_from_its_checkpoint()
    {
        await using var cluster = await StartedAsync(silos: 2);
        var before = await cluster.UntilAsync("run", status => status.CheckpointStep >= 40);
        await cluster.Cluster.KillSiloAsync(SiloOf(cluster, isRun: true), Cancel);
        var after = await cluster.UntilAsync("run", status => status.Phase == TrainingRunPhase.Running);
        Assert.True(after.Step >= before.CheckpointStep, $"went on from {after.Step}, checkpoint {before.CheckpointStep}");
        await TrainingRunTests.AssertAsExpectedAsync(cluster);
    }

    [Fact]
    public async Task Silo_that_joins_takes_a_share()
    {
        await using var cluster = await TrainingCluster.StartAsync(1);
        await cluster.Client.Training.StartAsync("run", Options, Cancel);
        await cluster.UntilAsync("run", status => status.Step >= 10);
        await cluster.Cluster.StartAdditionalSiloAsync();
        await cluster.UntilAsync("run", status => status.Silos.Length == 2);
        await TrainingRunTests.AssertAsExpectedAsync(cluster);
    }

    [Fact]
    public async Task Share_of_a_silo_that_hangs_is_dealt_anew_and_it_comes_back()
    {
        await using var cluster = await StartedAsync(silos: 2, options => options.ShardTimeout = TimeSpan.FromMilliseconds(200));
        using var hang = new ManualResetEventSlim();
        var hanging = SiloOf(cluster, isRun: false).ServiceProvider.GetRequiredService<TrainingThreads>().RunAsync(() =>
        {
            hang.Wait(Cancel);
            return true;
        });
        await cluster.UntilAsync("run", status => status.Silos.Length == 1);
        hang.Set();
        await hanging;
        await TrainingRunTests.AssertAsExpectedAsync(cluster);
    }

    [Fact]
    public async Task Diverging_run_fails_and_says_so()
    {
        await using var cluster = await TrainingCluster.StartAsync(1);
        await cluster.Client.Training.StartAsync(
            "run", Options with { LearningRate = 0.9999, WarmUpSteps = 1, Mode = PriorTrainingMode.ColdDiffusion }, Cancel);
        var status = await UntilFailedAsync(cluster);
        Assert.StartsWith("The loss diverges: ", status.Problem, StringComparison.Ordinal);
        Assert.Empty(await cluster.Client.ListPriorsAsync(Cancel));
    }

    [Fact]
    public async Task Full_disk_is_told_and_nothing_is_lost_once_there_is_room_again()
    {
        await using var cluster = await StartedAsync(silos: 1);
        await cluster.Store.LimitPagesAsync(1);
        var hindered = await cluster.UntilAsync("run", status => status.Problem is not null);
        Assert.Contains("full", hindered.Problem, StringComparison.Ordinal);
        await cluster.Store.LimitPagesAsync(1 << 30);
        await cluster.Client.Training.ResumeAsync("run", Cancel);
        await TrainingRunTests.AssertAsExpectedAsync(cluster);
    }

    [Fact]
    public async Task Damaged_checkpoint_fails_the_run_and_nothing_else()
    {
        await using var cluster = await StartedAsync(silos: 1);
        await cluster.UntilAsync("run", status => status.CheckpointStep > 0);
        await cluster.Client.Training.PauseAsync("run", Cancel);
        await cluster.Store.ExecuteAsync(connection => connection.Scalar(
            "UPDATE grain_state SET data = zeroblob(10) WHERE key LIKE 'checkpoint/%'"));
        await cluster.Client.Training.ResumeAsync("run", Cancel);
        var status = await UntilFailedAsync(cluster);
        Assert.Contains("checkpoint", status.Problem, StringComparison.Ordinal);

        await cluster.Client.Training.StartAsync("another", Options, Cancel);
        Assert.Equal(1, (await cluster.FinishedAsync("another")).Version);
    }

    private static async Task<TrainingCluster> StartedAsync(int silos, Action<TrainingOptions>? configure = null)
    {
        var cluster = await TrainingCluster.StartAsync(silos, configure);
        await cluster.Client.Training.StartAsync("run", Options, Cancel);
        await cluster.UntilAsync("run", status => status.Silos.Length == silos);
        return cluster;
    }

    private static async Task<TrainingRunStatus> UntilFailedAsync(TrainingCluster cluster)
    {
        while (true)
        {
            var status = await cluster.Client.Training.StatusAsync("run", Cancel);
            Assert.NotEqual(TrainingRunPhase.Finished, status.Phase);
            if (status.Phase == TrainingRunPhase.Failed) return status;
            await Task.Delay(10, Cancel);
        }
    }

    private static InProcessSiloHandle SiloOf(TrainingCluster cluster, bool isRun)
    {
        var run = cluster.Cluster.Client.GetGrain<ITrainingRunGrain>("run").GetGrainId();
        Assert.True(cluster.Cluster.TryGetGrainContext(run, out var context));
        return cluster.Cluster.Silos.First(silo => silo.SiloAddress.Equals(context!.Address.SiloAddress) == isRun);
    }
}
