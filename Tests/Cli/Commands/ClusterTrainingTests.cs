using NeuralDA.Cli;
using NeuralDA.Tests.Support;
using NeuralDA.Tests.Support.Servers;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class ClusterTrainingTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--setting", "blanke2024-pendulum-print", "--steps", "3", "--batch", "32", "--micro-shards", "2", "--mean-width", "8",
        "--precision-width", "8", "--climatology-windows", "1000", "--validation-windows", "100",
    ];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Prior_trained_on_a_silo_is_the_file_that_one_process_makes()
    {
        var (here, there, again) = (_folder.File("a/small.safetensors"), _folder.File("b/small.safetensors"), _folder.File("c.safetensors"));
        await FineAsync(["train", .. Small, "--out", here]);
        await using var silo = await SiloProcess.StartAsync(_folder.File("data"), Cancel);
        var trained = await FineAsync(["train", .. Small, "--out", there, "--cluster", silo.Gateway, "--workers", "all", "--json"]);
        Assert.Equal(("finished", 1, true), (
            trained.Json.GetProperty("phase").GetString()!.ToLowerInvariant(), trained.Json.GetProperty("version").GetInt32(),
            trained.Json.GetProperty("isPromoted").GetBoolean()));
        Assert.Equal(await File.ReadAllBytesAsync(here, Cancel), await File.ReadAllBytesAsync(there, Cancel));

        Assert.Contains("Finished", (await FineAsync(["runs", "--cluster", silo.Gateway])).Output, StringComparison.Ordinal);
        Assert.Contains("step 3 of 3", (await FineAsync(["runs", "watch", "small", "--cluster", silo.Gateway])).Output, StringComparison.Ordinal);
        var shown = await FineAsync(["priors", "show", "small", "--cluster", silo.Gateway]);
        Assert.Contains("run small, blanke2024-pendulum-print", shown.Output, StringComparison.Ordinal);
        await FineAsync(["priors", "export", "small", "--out", again, "--cluster", silo.Gateway]);
        Assert.Equal(await File.ReadAllBytesAsync(here, Cancel), await File.ReadAllBytesAsync(again, Cancel));

        var wrong = await CommandRun.FailAsync("runs", "resume", "small", "--cluster", silo.Gateway);
        Assert.Equal("neuralda: Training run 'small' is Finished; expected Paused or Failed.", wrong);
        Assert.Contains("There is no training run 'none'",
            await CommandRun.FailAsync("runs", "watch", "none", "--cluster", silo.Gateway), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cluster and --prior", "train", "--setting", "blanke2024-pendulum-print")]
    [InlineData("found 'x'", "train", "--setting", "blanke2024-pendulum-print", "--prior", "p", "--cluster", "127.0.0.1:1", "--workers", "x")]
    public async Task Wrong_usage_is_told_in_a_line(string expected, params string[] args)
    {
        var run = await CommandRun.RunAsync(args);
        Assert.Equal(CommandLineRunner.WrongUsage, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private static async Task<CommandRun> FineAsync(params string[] args)
    {
        var run = await CommandRun.RunAsync(args);
        Assert.Equal((CommandLineRunner.Fine, ""), (run.ExitCode, run.Error));
        return run;
    }
}
