using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Cluster;
using NeuralDA.Grains.Interfaces.Priors;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Hosting;

public sealed class LoadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_busy_silo_says_when_to_come_again_and_writers_do()
    {
        const int Writers = 40;
        var load = new LoadOptions { BatchesInWork = 1, RetryAfter = TimeSpan.FromMilliseconds(7) };
        await using var silo = await SiloHost.StartAsync(SiloOptions.Embedded(_folder.Path) with { Load = load }, Cancel);
        var client = new NeuralDAClient(silo.ClusterClient);
        var tracks = await CreateTracksAsync(client, silo.ClusterClient, Writers);

        var batch = new ObservationBatch("w", 0, [ObservationStreams.At(0.1)]);
        var outcomes = await Task.WhenAll(tracks.Select(async track =>
            await Record.ExceptionAsync(() => silo.ClusterClient.GetGrain<IWindowGrain>(track).IngestAsync(batch))));
        Assert.Contains(outcomes, outcome => outcome is SiloBusyException busy && busy.RetryAfter == load.RetryAfter);

        await Task.WhenAll(tracks.Select(async track =>
        {
            await using var writer = client.OpenWriter(track, "w");
            await writer.WriteAsync(ObservationStreams.At(0.1), Cancel);
        }));
        foreach (var track in tracks) Assert.Equal(1, (await client.StatusAsync(track, Cancel)).Accepted);
    }

    [Fact]
    public async Task A_tenant_that_sends_more_than_its_share_waits_and_another_does_not()
    {
        var load = new LoadOptions { BatchesPerSecondOfTenant = 1 };
        await using var silo = await SiloHost.StartAsync(SiloOptions.Embedded(_folder.Path) with { Load = load }, Cancel);
        var (client, grains) = (new NeuralDAClient(silo.ClusterClient), silo.ClusterClient);
        await CreateTracksAsync(client, grains, 1);
        foreach (var track in new[] { "a/0", "b/0" })
            await client.CreateTrackAsync(track, new TrackOptions { PriorName = ServicePriors.Name }, Cancel);
        var batches = Enumerable.Range(0, 30).Select(i => new ObservationBatch("w", i, [ObservationStreams.At(0.1 + 0.01 * i)])).ToList();
        var sent = await Task.WhenAll(batches.Select(async batch =>
            await Record.ExceptionAsync(() => grains.GetGrain<IWindowGrain>("a/0").IngestAsync(batch))));
        Assert.Contains(sent, outcome => outcome is SiloBusyException);
        Assert.Contains(sent, outcome => outcome is null);
        await grains.GetGrain<IWindowGrain>("b/0").IngestAsync(batches[0]);
    }

    [Fact]
    public async Task Active_tracks_move_to_a_silo_that_joins_and_no_call_fails()
    {
        const int Tracks = 400;
        var options = SiloOptions.Embedded(_folder.Path) with
        {
            Store = new StoreOptions { Shared = true },
            Load = new LoadOptions { RebalanceAfter = TimeSpan.FromSeconds(2), RebalancePeriod = TimeSpan.FromSeconds(2) },
        };
        await using var first = await SiloHost.StartAsync(options, Cancel);
        var grains = first.ClusterClient;
        var tracks = await CreateTracksAsync(new NeuralDAClient(grains), grains, Tracks);

        using var moved = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var sending = tracks.Chunk(Tracks / 8).Select(part => SendAsync(grains, part, moved.Token)).ToList();
        await using var second = await SiloHost.StartAsync(options, Cancel);
        while (await ActiveTracksAsync(grains, second) < Tracks / 10) await Task.Delay(100, Cancel);
        await moved.CancelAsync();

        var sent = (await Task.WhenAll(sending)).Sum();
        var kept = 0L;
        foreach (var track in tracks)
            kept += (await new NeuralDAClient(grains).StatusAsync(track, Cancel)).Writers.Sum(writer => writer.Received);
        Assert.Equal(sent, kept);
    }

    [Fact]
    public async Task The_gateways_of_a_cluster_are_those_of_its_silos()
    {
        var options = SiloOptions.Embedded(_folder.Path) with { Store = new StoreOptions { Shared = true } };
        await using var first = await SiloHost.StartAsync(options, Cancel);
        var gateways = first.ClusterClient.GetGrain<IGatewaysGrain>(0);
        Assert.Equal([$"{first.Gateway}"], await gateways.ListAsync());
        var second = await SiloHost.StartAsync(options, Cancel);
        string[] both = [$"{first.Gateway}", $"{second.Gateway}"];
        while ((await gateways.ListAsync()).Length < 2) await Task.Delay(50, Cancel);
        Assert.Equal(both.Order(), (await gateways.ListAsync()).Order());
        await second.DisposeAsync();
        while ((await gateways.ListAsync()).Length > 1) await Task.Delay(50, Cancel);
        Assert.Equal([$"{first.Gateway}"], await gateways.ListAsync());
    }

    /// <summary>Sends one batch after the other to tracks in turn; any failure ends it.</summary>
    private static async Task<long> SendAsync(IGrainFactory grains, string[] tracks, CancellationToken enough)
    {
        var sent = 0L;
        for (var round = 0; !enough.IsCancellationRequested; round++)
        {
            foreach (var track in tracks)
            {
                await grains.GetGrain<IWindowGrain>(track)
                    .IngestAsync(new ObservationBatch("w", round, [ObservationStreams.At(0.1 + 0.01 * round)]));
                sent++;
            }
        }
        return sent;
    }

    private static async Task<int> ActiveTracksAsync(IGrainFactory grains, SiloHost silo)
    {
        var statistics = await grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return statistics.Count(each => each.SiloAddress.Endpoint.Equals(silo.Endpoint) && each.GrainId.Type.ToString() == "window");
    }

    private static async Task<string[]> CreateTracksAsync(NeuralDAClient client, IGrainFactory grains, int count)
    {
        await grains.GetGrain<IPriorGrain>(ServicePriors.Name).PublishAsync(ServicePriors.Content(1));
        string[] tracks = [.. Enumerable.Range(0, count).Select(i => $"t{i}")];
        await Task.WhenAll(tracks.Select(track =>
            client.CreateTrackAsync(track, new TrackOptions { PriorName = ServicePriors.Name, PriorVersion = 1 }, Cancel)));
        return tracks;
    }
}
