using System.Globalization;
using System.Net;
using NeuralDA.Cli;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class StreamCommandTests : IDisposable
{
    private const int Observations = 1200;
    private readonly TemporaryFolder _folder = new();
    private readonly string _prior;
    private readonly string _file;

    public StreamCommandTests()
    {
        (_prior, _file) = (_folder.File("prior.safetensors"), _folder.File("obs.csv"));
        File.WriteAllBytes(_prior, ServicePriors.Content(1));
        File.WriteAllLines(_file, Lines());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_and_streamed_again_the_analyses_are_those_of_an_undisturbed_run()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var undisturbed = await StreamAsync("undisturbed.csv", "--data", _folder.File("undisturbed"));
        Assert.Equal(Observations, undisturbed.Json.GetProperty("accepted").GetInt32());

        var data = _folder.File("data");
        await using (var silo = await SiloProcess.StartAsync(data, cancellationToken))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var disturbed = CommandRun.StoppableAsync(Arguments("never.csv", "--cluster", silo.Gateway), stop.Token);
            await WaitUntilAcceptedAsync(silo.Gateway, Observations / 3, cancellationToken);
            await silo.KillAsync();
            await stop.CancelAsync();
            Assert.Equal(CommandLineRunner.Failed, (await disturbed).ExitCode);
        }
        await using var restarted = await SiloProcess.StartAsync(data, cancellationToken);
        var again = await StreamAsync("again.csv", "--cluster", restarted.Gateway);

        Assert.InRange(again.Json.GetProperty("duplicates").GetInt32(), Observations / 3, Observations - 1);
        Assert.Equal(Observations, again.Json.GetProperty("observations").GetInt32());
        Assert.Equal(
            await File.ReadAllBytesAsync(_folder.File("undisturbed.csv"), cancellationToken),
            await File.ReadAllBytesAsync(_folder.File("again.csv"), cancellationToken));
        Assert.Equal(CommandLineRunner.Fine, await restarted.StopAsync());
    }

    private async Task<CommandRun> StreamAsync(string analyses, params string[] service)
    {
        var run = await CommandRun.RunAsync(Arguments(analyses, service));
        Assert.Equal((CommandLineRunner.Fine, ""), (run.ExitCode, run.Error));
        return run;
    }

    private string[] Arguments(string analyses, params string[] service) =>
        ["stream", _file, "--prior", _prior, "--batch", "4", "--out", _folder.File(analyses), "--json", .. service];

    private static async Task WaitUntilAcceptedAsync(string gateway, long count, CancellationToken cancellationToken)
    {
        await using var client = await NeuralDAClient.ConnectAsync(
            new ClientOptions { Gateways = [IPEndPoint.Parse(gateway)] }, cancellationToken);
        while (await AcceptedAsync(client, cancellationToken) < count) await Task.Yield();
    }

    private static async Task<long> AcceptedAsync(NeuralDAClient client, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.StatusAsync("a", cancellationToken)).Accepted;
        }
        catch (UnknownTrackException)
        {
            return 0;
        }
    }

    private static IEnumerable<string> Lines()
    {
        yield return "track,time,component,value,error_std";
        for (var i = 0; i < Observations; i++)
        {
            // Each fourth comes after the three that follow it.
            var time = 0.03 * (i % 4 == 0 ? i + 3.5 : i);
            yield return string.Create(CultureInfo.InvariantCulture, $"a,{time},u1,{8 * Math.Sin(3 * time)},0.4");
        }
    }
}
