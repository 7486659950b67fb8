using System.Net;
using System.Net.Sockets;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;
using NeuralDA.Silo.Hosting;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Silo.Hosting;

public sealed class SiloHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_silo_serves_a_client_and_remembers_after_a_restart()
    {
        var priors = Directory.CreateDirectory(_folder.File("priors")).FullName;
        File.WriteAllBytes(Path.Combine(priors, "any.safetensors"), ServicePriors.Content(1));
        var options = SiloOptions.Embedded(_folder.File("data")) with { PriorsFolder = priors };

        await using (var silo = await SiloHost.StartAsync(options, Cancel))
        {
            await using var client = await NeuralDAClient.ConnectAsync(new ClientOptions { Gateways = [silo.Gateway] }, Cancel);
            await client.CreateTrackAsync("t", new TrackOptions { PriorName = ServicePriors.Name }, Cancel);
            await using var writer = client.OpenWriter("t", "w");
            await writer.WriteAsync(ObservationStreams.At(0.2), Cancel);
            await writer.FlushAsync(Cancel);
        }

        await using (var silo = await SiloHost.StartAsync(options, Cancel))
        {
            var client = new NeuralDAClient(silo.ClusterClient);
            Assert.Equal(["t"], await client.ListTracksAsync(Cancel));
            Assert.Equal(1, (await client.LatestAsync("t", Cancel))!.Sequence);
            Assert.Single((await client.PriorAsync(ServicePriors.Name, Cancel)).Versions);
            Assert.Single(await client.AllAsync("t", Cancel));
        }
    }

    [Fact]
    public async Task A_data_folder_has_one_silo_at_a_time()
    {
        await using var silo = await SiloHost.StartAsync(SiloOptions.Embedded(_folder.Path), Cancel);
        var error = await Assert.ThrowsAsync<SiloStartException>(() => SiloHost.StartAsync(SiloOptions.Embedded(_folder.Path), Cancel));
        Assert.Contains("in use by another silo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var options = SiloOptions.Embedded(_folder.Path) with { GatewayPort = port };
        var error = await Assert.ThrowsAsync<SiloStartException>(() => SiloHost.StartAsync(options, Cancel));
        Assert.Contains($"{port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_folder.File("file"), "");
        var error = await Assert.ThrowsAsync<SiloStartException>(
            () => SiloHost.StartAsync(SiloOptions.Embedded(_folder.File("file/below")), Cancel));
        Assert.Contains("file/below", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_a_prior_stops_the_start()
    {
        File.WriteAllText(_folder.File("bad.safetensors"), "not a prior");
        var options = SiloOptions.Embedded(_folder.File("data")) with { PriorsFolder = _folder.Path };
        var error = await Assert.ThrowsAsync<SiloStartException>(() => SiloHost.StartAsync(options, Cancel));
        Assert.Contains("bad.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_out_of_range_stop_the_start() => await Assert.ThrowsAsync<SiloStartException>(
        () => SiloHost.StartAsync(SiloOptions.Embedded(_folder.Path) with { Inference = new InferenceOptions { Threads = 0 } }, Cancel));

    [Fact]
    public async Task A_client_without_a_silo_says_where_it_looked()
    {
        var options = new ClientOptions { Gateways = [new IPEndPoint(IPAddress.Loopback, 1)], ConnectTimeout = TimeSpan.FromSeconds(1) };
        var error = await Assert.ThrowsAsync<ClusterUnreachableException>(() => NeuralDAClient.ConnectAsync(options, Cancel));
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }
}
