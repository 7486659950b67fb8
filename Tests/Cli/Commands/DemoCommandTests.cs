using NeuralDA.Cli;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task The_demo_loses_nothing_and_beats_the_first_guess()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.RunAsync("demo", "--tracks", "4", "--seconds", "5", "--json", "--out", folder.Path);

        Assert.Equal(CommandLineRunner.Fine, run.ExitCode);
        Assert.Equal(
            ["tracks", "observations", "refused", "analyses", "lost", "rmse", "spreadSkill", "coverage90", "latencyMs"],
            run.Json.EnumerateObject().Select(property => property.Name));
        var rmse = run.Json.GetProperty("rmse");
        Assert.Equal(4, run.Json.GetProperty("tracks").GetInt32());
        Assert.Equal(0, run.Json.GetProperty("lost").GetInt64());
        Assert.True(run.Json.GetProperty("observations").GetInt64() > 50);
        Assert.True(rmse.GetProperty("neural").GetDouble() < rmse.GetProperty("firstGuess").GetDouble());
        Assert.True(rmse.GetProperty("firstGuess").GetDouble() < rmse.GetProperty("climatology").GetDouble());
        Assert.Equal(4, Directory.GetFiles(folder.Path, "*.png").Length);
    }
}
