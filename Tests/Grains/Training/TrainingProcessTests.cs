using System.Net;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Training;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Grains.Training;

/// <summary>Silos in processes of their own on one store, and kill -9.</summary>
public sealed class TrainingProcessTests : IDisposable
{
    private const int CheckpointInterval = 20;

    private static readonly TrainingRunOptions Options = TrainingCluster.Options with { Steps = 400 };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_outlives_kill_9_of_either_silo_and_of_all()
    {
        var expected = TrainingCluster.InOneProcess(Options);
        var curve = new List<float>();
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await using (var client = await ConnectAsync(first))
        {
            await client.Training.StartAsync("run", Options, Cancel);
            await UntilAsync(client, status => status is { Silos.Length: 2, CheckpointStep: > 0 });
        }
        await second.KillAsync();
        int before;
        await using (var client = await ConnectAsync(first))
            before = (await UntilAsync(client, status => status is { Silos.Length: 1 } && status.Step > 2 * CheckpointInterval)).CheckpointStep;

        await using var third = await StartAsync();
        await first.KillAsync();
        await using (var client = await ConnectAsync(third))
        {
            var after = await UntilAsync(client, status => status.Phase == TrainingRunPhase.Running && status.Step > 0);
            Assert.InRange(after.Step, before, Options.Steps!.Value);
        }
        await third.KillAsync();

        await using var fourth = await StartAsync();
        await using (var client = await ConnectAsync(fourth))
        {
            var finished = await UntilAsync(client, status => status.Phase == TrainingRunPhase.Finished);
            curve.AddRange((await client.Training.CurveAsync("run", cancellationToken: Cancel)).Losses.Span);
            Assert.Equal(expected.Losses, curve);
            Assert.Equal(expected.Prior, await client.PriorContentAsync("trained", finished.Version!.Value, Cancel));
        }
    }

    private Task<SiloProcess> StartAsync() => SiloProcess.StartAsync(
        SiloOptions.Embedded(_folder.Path) with
        {
            Store = new StoreOptions { Shared = true },
            Training = new TrainingOptions
            {
                Threads = 1, CheckpointInterval = CheckpointInterval, ShardTimeout = TimeSpan.FromSeconds(1),
            },
        }, Cancel);

    private static Task<NeuralDAClient> ConnectAsync(SiloProcess silo) =>
        NeuralDAClient.ConnectAsync(new ClientOptions { Gateways = [IPEndPoint.Parse(silo.Gateway)] }, Cancel);

    private static async Task<TrainingRunStatus> UntilAsync(NeuralDAClient client, Predicate<TrainingRunStatus> isReached)
    {
        while (true)
        {
            var status = await client.Training.StatusAsync("run", Cancel);
            if (isReached(status)) return status;
            Assert.False(status.Phase == TrainingRunPhase.Failed, status.Problem);
            await Task.Delay(20, Cancel);
        }
    }
}
