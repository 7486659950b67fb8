using Microsoft.Extensions.DependencyInjection;
using NeuralDA.Assimilation.Training;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Priors;
using NeuralDA.Grains.Training;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;
using Orleans.TestingHost;

namespace NeuralDA.Tests.Grains.Training;

/// <summary>Silos in this process that share one SQLite store and train small networks.</summary>
internal sealed class TrainingCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private TrainingCluster(Action<TrainingOptions>? configure, int silos)
    {
        Store = SqliteStore.Open(DataFolder.Open(_folder.Path));
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddNeuralDA();
            silo.UseInMemoryReminderService();
            // An instance, not a factory: the silos share it, and one that is killed must not close it.
            silo.Services.AddSingleton<IStore>(Store);
            silo.Services.Configure<InferenceOptions>(options => options.PriorFreshness = TimeSpan.Zero);
            silo.Services.Configure<TrainingOptions>(options =>
            {
                (options.Threads, options.CheckpointInterval) = (1, 20);
                configure?.Invoke(options);
            });
        });
        Cluster = builder.Build();
    }

    /// <summary>A run of some seconds: 200 steps of four micro-shards.</summary>
    public static TrainingRunOptions Options { get; } = new()
    {
        PriorName = "trained", Setting = TestSettings.Lorenz63.Name, Steps = 200, BatchSize = 64, MicroShards = 4, WarmUpSteps = 10,
        Applications = 2, MeanWidth = 16, PrecisionWidth = 8, ClimatologyWindows = 1000, ValidationWindows = 100, Seed = 7,
    };

    public InProcessTestCluster Cluster { get; }

    public NeuralDAClient Client { get; private set; } = null!;

    public SqliteStore Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TrainingCluster> StartAsync(int silos, Action<TrainingOptions>? configure = null)
    {
        var cluster = new TrainingCluster(configure, silos);
        await cluster.Cluster.DeployAsync();
        cluster.Client = new NeuralDAClient(cluster.Cluster.Client);
        return cluster;
    }

    /// <summary>The learning curve and the prior's file of the same run in one process, without a silo.</summary>
    public static (float[] Losses, byte[] Prior) InOneProcess(TrainingRunOptions options)
    {
        var plan = TrainingMapping.ToPlan(options);
        float[] losses = [];
        var prior = new Trainer(plan).Run(
            options.PriorName, TrainingProvenance.Of(plan), threads: 2, onCheckpoint: state => losses = [.. state.Losses],
            cancellationToken: Cancel);
        return (losses, prior.Save());
    }

    /// <summary>Waits for a run to be as wanted.</summary>
    public async Task<TrainingRunStatus> UntilAsync(string run, Predicate<TrainingRunStatus> isReached)
    {
        while (true)
        {
            var status = await Client.Training.StatusAsync(run, Cancel);
            if (isReached(status)) return status;
            if (status.Phase == TrainingRunPhase.Failed) Assert.Fail($"the run failed: {status.Problem}");
            await Task.Delay(10, Cancel);
        }
    }

    /// <summary>Waits for the end of a run.</summary>
    public async Task<TrainingRunStatus> FinishedAsync(string run) =>
        await UntilAsync(run, status => status.Phase == TrainingRunPhase.Finished);

    /// <summary>The curve and the prior of a finished run.</summary>
    public async Task<(float[] Losses, byte[] Prior)> ResultAsync(string run)
    {
        var status = await FinishedAsync(run);
        var curve = await Client.Training.CurveAsync(run, cancellationToken: Cancel);
        var prior = Cluster.Client.GetGrain<NeuralDA.Grains.Interfaces.Priors.IPriorGrain>(status.Options.PriorName);
        return (curve.Losses.Span.ToArray(), await prior.GetContentAsync(status.Version!.Value));
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Store.DisposeAsync();
        _folder.Dispose();
    }
}
