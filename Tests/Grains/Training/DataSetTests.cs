using NeuralDA.Assimilation.Training;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Training;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Training;

public class DataSetTests
{
    private static readonly TrajectoryData Data = Recordings.Lorenz63(steps: 30_000);

    private static readonly TrainingRunOptions Options = TrainingCluster.Options with
    {
        Setting = null, Data = Recordings.Reference(Data), Steps = 20,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_on_data_that_the_cluster_keeps_gives_the_prior_of_one_process()
    {
        var plan = TrainingMapping.ToPlan(Options);
        var expected = new Trainer(plan, TrainingMapping.ToSet(Data)).Run(
            "trained", TrainingProvenance.Of(plan), threads: 2, cancellationToken: Cancel);

        await using var cluster = await TrainingCluster.StartAsync(2);
        var reference = await cluster.Client.Training.SendAsync(Data, cancellationToken: Cancel);
        Assert.Equal(Options.Data!.ContentHash, reference.ContentHash);
        Assert.True(Data.Parts().Count > 1);
        await cluster.Client.Training.StartAsync("run", Options, Cancel);
        Assert.Equal(expected.Save(), (await cluster.ResultAsync("run")).Prior);
    }

    [Fact]
    public async Task Data_that_are_not_there_or_incomplete_fail_the_run_and_say_so()
    {
        await using var cluster = await TrainingCluster.StartAsync(1);
        await cluster.Client.Training.StartAsync("nowhere", Options, Cancel);
        Assert.Contains("send it first", await FailureAsync(cluster, "nowhere"), StringComparison.Ordinal);

        var grain = cluster.Cluster.Client.GetGrain<IDataSetGrain>(Options.Data!.ContentHash);
        Assert.Equal("0 1", string.Join(' ', await grain.BeginAsync(Data.Describe())));
        await grain.AddAsync(1, Data.Parts()[1]);
        Assert.Equal(0, Assert.Single(await grain.BeginAsync(Data.Describe())));
        await cluster.Client.Training.StartAsync("incomplete", Options, Cancel);
        Assert.Contains("it has 1 of 2 parts", await FailureAsync(cluster, "incomplete"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataSetException>(() => grain.AddAsync(0, new FloatBlob([1, 2])));

        // Once the rest is there, the run can go on.
        await cluster.Client.Training.SendAsync(Data, cancellationToken: Cancel);
        await cluster.Client.Training.ResumeAsync("incomplete", Cancel);
        await cluster.FinishedAsync("incomplete");
    }

    [Fact]
    public async Task Data_with_a_hole_or_of_other_units_fail_the_run_and_say_so()
    {
        await using var cluster = await TrainingCluster.StartAsync(1);
        await StartAsync(cluster, "hole", Data.With(301, float.NaN));
        Assert.Contains("NaN in component u2 at step 100", await FailureAsync(cluster, "hole"), StringComparison.Ordinal);

        await StartAsync(cluster, "first", Data);
        await cluster.FinishedAsync("first");
        await StartAsync(cluster, "named", Data with { Units = ["m", "1", "1"] });
        Assert.Contains("u1 [m]", await FailureAsync(cluster, "named"), StringComparison.Ordinal);
        var scaled = Data with { Trajectories = [Array.ConvertAll(Data.Trajectories[0], value => 1000 * value)] };
        await StartAsync(cluster, "scaled", scaled);
        Assert.Contains("Component u1 is ", await FailureAsync(cluster, "scaled"), StringComparison.Ordinal);
    }

    private static async Task StartAsync(TrainingCluster cluster, string run, TrajectoryData data)
    {
        await cluster.Client.Training.SendAsync(data, cancellationToken: Cancel);
        await cluster.Client.Training.StartAsync(run, Options with { Data = Recordings.Reference(data) }, Cancel);
    }

    private static async Task<string> FailureAsync(TrainingCluster cluster, string run)
    {
        while (true)
        {
            var status = await cluster.Client.Training.StatusAsync(run, Cancel);
            Assert.NotEqual(TrainingRunPhase.Finished, status.Phase);
            if (status.Phase == TrainingRunPhase.Failed) return status.Problem!;
            await Task.Delay(10, Cancel);
        }
    }
}
