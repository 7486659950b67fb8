using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Grains.Training;

public class ContinualLearningTests
{
    private static readonly TrainingRunOptions Untrained = TrainingCluster.Options with { Steps = 1 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Better_version_is_promoted_and_a_worse_one_is_not()
    {
        await using var cluster = await TrainingCluster.StartAsync(1);
        Assert.True((await RunAsync(cluster, "first", Untrained)).IsPromoted);
        await StreamAsync(cluster, "follows", version: null);
        await StreamAsync(cluster, "pinned", version: 1);

        Assert.True((await RunAsync(cluster, "better", TrainingCluster.Options)).IsPromoted);
        Assert.False((await RunAsync(cluster, "worse", Untrained with { Seed = 9 })).IsPromoted);
        Assert.False((await RunAsync(cluster, "unwanted", TrainingCluster.Options with { Seed = 10, Promote = false })).IsPromoted);

        var prior = await cluster.Client.PriorAsync("trained", Cancel);
        Assert.Equal(2, prior.CurrentVersion);
        Assert.Equal(
            [new("first", null, "blanke2024-lorenz63-print"), new("better", 1, "blanke2024-lorenz63-print"),
             new("worse", 2, "blanke2024-lorenz63-print"), new("unwanted", 2, "blanke2024-lorenz63-print")],
            prior.Versions.Select(version => version.Lineage!));
        var (better, worse) = (prior.Versions[1].Trial!, prior.Versions[2].Trial!);
        Assert.True(better.IsBetter && better.HeldOut.CandidateRmse < better.HeldOut.CurrentRmse, $"{better}");
        Assert.False(worse.IsBetter);
        // The windows of the track that keeps to a version are not among the live ones.
        Assert.InRange(better.Live!.Windows, 2, 8);
    }

    [Fact]
    public async Task Tracks_use_the_promoted_version_from_their_next_analysis_on_and_rollback_is_one_call()
    {
        await using var cluster = await TrainingCluster.StartAsync(1);
        await RunAsync(cluster, "first", Untrained);
        await StreamAsync(cluster, "follows", version: null);
        await RunAsync(cluster, "better", TrainingCluster.Options);
        Assert.Equal(2, await NextVersionAsync("follows", 100));
        await cluster.Client.RollbackPriorAsync("trained", Cancel);
        Assert.Equal(1, await NextVersionAsync("follows", 101));

        async Task<int> NextVersionAsync(string track, long sequence)
        {
            await cluster.Cluster.Client.GetGrain<IWindowGrain>(track).IngestAsync(
                new ObservationBatch("w", sequence, [ObservationStreams.At(0.1 * sequence)]));
            return (await cluster.Client.LatestAsync(track, Cancel))!.PriorVersion;
        }
    }

    [Fact]
    public async Task Trial_promotes_only_against_the_version_in_use_and_only_once()
    {
        await using var cluster = await TrainingCluster.StartAsync(1);
        var prior = cluster.Cluster.Client.GetGrain<IPriorGrain>("p");
        for (var seed = 1u; seed <= 3; seed++) await prior.PublishTrainedAsync(ServicePriors.Content(seed), new PriorLineage("r", null, "s"));
        var better = new PriorTrial(Against: 1, new TrialScore(10, 1, 2, -2, -1), Live: null);

        Assert.False(await prior.ConcludeTrialAsync(3, better with { Against = 2 }, promote: true));
        Assert.False(await prior.ConcludeTrialAsync(3, better, promote: true));
        Assert.False((better with { Live = new TrialScore(10, 2, 1, 0.1, 0.2) }).IsBetter);
        Assert.True(await prior.ConcludeTrialAsync(2, better, promote: true));
        await prior.RollbackAsync();
        Assert.False(await prior.ConcludeTrialAsync(2, better, promote: true));
        Assert.Equal(1, await prior.GetCurrentVersionAsync());
    }

    private static async Task<TrainingRunStatus> RunAsync(TrainingCluster cluster, string run, TrainingRunOptions options)
    {
        await cluster.Client.Training.StartAsync(run, options, Cancel);
        return await cluster.FinishedAsync(run);
    }

    private static async Task StreamAsync(TrainingCluster cluster, string track, int? version)
    {
        await cluster.Client.CreateTrackAsync(track, new TrackOptions { PriorName = "trained", PriorVersion = version }, Cancel);
        await cluster.Cluster.Client.GetGrain<IWindowGrain>(track).IngestAsync(
            new ObservationBatch("w", 0, ObservationStreams.Smooth(100, windows: 6)));
    }
}
