using NeuralDA.Cli;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class TrainAndReproduceTests
{
    [Fact]
    public async Task The_same_command_gives_the_same_file_whatever_the_threads()
    {
        using var folder = new TemporaryFolder();
        var first = await TrainAsync(Path.Combine(folder.Path, "one", "prior.safetensors"), threads: "1");
        var second = await TrainAsync(Path.Combine(folder.Path, "two", "prior.safetensors"), threads: "2");
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Resume_needs_a_checkpoint()
    {
        var run = await CommandRun.RunAsync("train", "--setting", "blanke2024-lorenz63-print", "--out", "never.safetensors", "--resume");
        Assert.Equal(CommandLineRunner.WrongUsage, run.ExitCode);
        Assert.Contains("--checkpoint", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_leaves_table_figures_and_report()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.RunAsync("reproduce", "lorenz63", "--quick", "--windows", "12", "--out", folder.Path, "--json");
        Assert.Equal("", run.Error);
        Assert.Equal(CommandLineRunner.Fine, run.ExitCode);
        Assert.Equal("blanke2024-lorenz63-print", run.Json[0].GetProperty("setting").GetString());

        var methods = run.Json[0].GetProperty("methods").EnumerateArray().Select(row => row.GetProperty("method").GetString());
        Assert.Equal(
            [
                "climatology", "first guess", "4D-Var", "4D-Var, 16 starts", "cold diffusion", "paper, covariance", "paper",
                "paper, literal update", "paper, one-shot", "neural", "hybrid", "mixture", "neural + mixture",
            ], methods);
        var report = await File.ReadAllTextAsync(Path.Combine(folder.Path, "report.md"), TestContext.Current.CancellationToken);
        foreach (var picture in Directory.EnumerateFiles(folder.Path, "*.png").Select(Path.GetFileName))
            Assert.Contains(picture!, report, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, "results.csv")));
    }

    [Fact]
    public async Task Reproduce_runs_one_setting_of_the_pendulum()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.RunAsync(
            "reproduce", "blanke2024-pendulum-print", "--quick", "--windows", "6", "--out", folder.Path, "--json");
        Assert.Equal("", run.Error);
        Assert.Equal(["E20", "P05", "P10"], run.Json.EnumerateArray().Select(result => result.GetProperty("process").GetString()));
        Assert.All(run.Json.EnumerateArray(), result => Assert.Equal(
            "cold diffusion", result.GetProperty("methods")[4].GetProperty("method").GetString()));
    }

    private static async Task<byte[]> TrainAsync(string file, string threads)
    {
        var run = await CommandRun.RunAsync(
            "train", "--setting", "blanke2024-pendulum-print", "--steps", "3", "--threads", threads, "--out", file);
        Assert.Equal("", run.Error);
        return await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
    }
}
