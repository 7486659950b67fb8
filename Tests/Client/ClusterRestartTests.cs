using System.Net;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Hosting;
using NeuralDA.Tests.Support;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Client;

public sealed class ClusterRestartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_client_with_its_writers_and_feeds_outlives_the_whole_cluster()
    {
        var priors = Directory.CreateDirectory(_folder.File("priors")).FullName;
        File.WriteAllBytes(Path.Combine(priors, "any.safetensors"), ServicePriors.Content(1));
        var options = SiloOptions.Embedded(_folder.File("data")) with
        {
            PriorsFolder = priors, SiloPort = ServerProcess.FreePort(), GatewayPort = ServerProcess.FreePort(),
        };
        var silo = await SiloProcess.StartAsync(options, Cancel);
        await using var client = await NeuralDAClient.ConnectAsync(
            new ClientOptions { Gateways = [IPEndPoint.Parse(silo.Gateway)], ConnectTimeout = TimeSpan.FromMinutes(1) }, Cancel);
        await client.CreateTrackAsync("t", new TrackOptions { PriorName = ServicePriors.Name }, Cancel);
        await using var writer = client.OpenWriter("t", "w", new WriterOptions { BatchSize = 4 });
        await using var feed = client.Analyses("t").GetAsyncEnumerator(Cancel);
        var observations = ObservationStreams.Smooth(60, windows: 6);
        var seen = 0L;

        foreach (var part in observations.Chunk(20))
        {
            foreach (var observation in part[..10]) await writer.WriteAsync(observation, Cancel);
            await writer.FlushAsync(Cancel);
            while (seen < (await client.StatusAsync("t", Cancel)).LastAnalysisSequence)
            {
                Assert.True(await feed.MoveNextAsync());
                Assert.Equal(++seen, feed.Current.Sequence);
            }

            await silo.KillAsync();
            await silo.DisposeAsync();
            foreach (var observation in part[10..]) await writer.WriteAsync(observation, Cancel);
            silo = await SiloProcess.StartAsync(options, Cancel);
        }
        await writer.FlushAsync(Cancel);
        Assert.Equal(60, Assert.Single((await client.StatusAsync("t", Cancel)).Writers).Received);
        await silo.DisposeAsync();
    }

    [Fact]
    public async Task A_writer_whose_cluster_is_gone_can_be_given_up()
    {
        var silo = await SiloHost.StartAsync(SiloOptions.Embedded(_folder.File("data")), Cancel);
        var client = await NeuralDAClient.ConnectAsync(new ClientOptions { Gateways = [silo.Gateway] }, Cancel);
        await silo.DisposeAsync();
        await using var writer = client.OpenWriter("t", "w");
        await writer.WriteAsync(ObservationStreams.At(0.1), Cancel);
        using var enough = new CancellationTokenSource();
        var closing = writer.CloseAsync(enough.Token);
        Assert.False(closing.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closing);
        await client.DisposeAsync();
    }
}
