using System.Net;
using System.Net.Sockets;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _prior;
    private readonly string _observations;

    public BadInputTests()
    {
        (_prior, _observations) = (_folder.File("prior.safetensors"), _folder.File("obs.csv"));
        File.WriteAllBytes(_prior, ServicePriors.Content(1));
        File.WriteAllText(_observations, "track,time,component,value,error_std\na,0.1,u1,3,0.4\n");
    }

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_unknown_track_is_named() =>
        Assert.Equal(
            "neuralda: There is no track 'nosuch'; create it first.",
            await CommandRun.FailAsync("watch", "nosuch", "--data", Data));

    [Fact]
    public async Task An_unknown_prior_is_named() =>
        Assert.Contains(
            "no prior 'nosuch'", await CommandRun.FailAsync("stream", _observations, "--prior", "nosuch", "--data", Data),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task A_corrupted_prior_is_refused(int length)
    {
        var file = _folder.File("cut.safetensors");
        File.WriteAllBytes(file, ServicePriors.Content(1)[..length]);
        Assert.StartsWith($"neuralda: {file}: not a prior", await AssimilateAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_file_is_not_a_prior() =>
        Assert.StartsWith(
            $"neuralda: {_observations}: not a prior", await AssimilateAsync(_observations), StringComparison.Ordinal);

    [Fact]
    public async Task A_prior_that_is_not_there_is_named() =>
        Assert.Contains(
            "missing.safetensors", await AssimilateAsync(_folder.File("missing.safetensors")), StringComparison.Ordinal);

    [Fact]
    public async Task A_prior_of_another_shape_does_not_fit_the_setting()
    {
        var other = _folder.File("other.safetensors");
        File.WriteAllBytes(other, ServicePriors.OtherShape);
        Assert.Contains("the setting blanke2024-lorenz63-print has 32 steps", await CommandRun.FailAsync(
            "evaluate", "--prior", other, "--setting", "blanke2024-lorenz63-print"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.Contains($"Port {port}", await CommandRun.FailAsync(
            "silo", "--data", Data, "--silo-port", "0", "--gateway-port", $"{port}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_named() =>
        Assert.Contains(_prior, await CommandRun.FailAsync(
            "stream", _observations, "--prior", _prior, "--data", Path.Combine(_prior, "data")), StringComparison.Ordinal);

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_named() =>
        Assert.Contains(
            "127.0.0.1:9", await CommandRun.FailAsync("tracks", "--cluster", "127.0.0.1:9"), StringComparison.Ordinal);

    private Task<string> AssimilateAsync(string priorFile) => CommandRun.FailAsync(
        "assimilate", _observations, "--prior", priorFile, "--out", _folder.File("analysis.csv"));
}
