using NeuralDA.Cli;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class ReproduceStreamingTests
{
    [Fact]
    public async Task Tracks_go_through_the_service_beside_the_baselines()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.RunAsync(
            "reproduce", "streaming", "--stream", "E8", "--tracks", "2", "--lengths", "6", "--out", folder.Path, "--json");
        Assert.Equal("", run.Error);
        var rows = run.Json[0].GetProperty("methods").EnumerateArray()
            .ToDictionary(row => row.GetProperty("method").GetString()!, row => row.GetProperty("rmse").GetDouble());
        Assert.Equal(
            ["particle filter, 10000", "cycled 4D-Var", "independent windows, neural", "service, neural", "service, with physical model"],
            rows.Keys.Where(name => !name.StartsWith("EnKF, 50", StringComparison.Ordinal)));
        Assert.InRange(rows["cycled 4D-Var"], 0.03, 0.2);
        Assert.InRange(rows["independent windows, neural"], 0.03, 0.3);
        // Streams as regular as this one have one minimum: with the physical model the service is as good as cycled 4D-Var.
        Assert.InRange(rows["service, with physical model"], 0, 1.05 * rows["cycled 4D-Var"]);
        Assert.True(rows["service, neural"] < rows["independent windows, neural"]);
        var checks = run.Json[0].GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal(8, checks.Count);
        Assert.All(checks, check => Assert.Equal(
            check.GetProperty("found").GetDouble() <= check.GetProperty("high").GetDouble()
                && check.GetProperty("found").GetDouble() >= check.GetProperty("low").GetDouble(),
            check.GetProperty("passed").GetBoolean()));
        Assert.Contains("passed", File.ReadAllText(Path.Combine(folder.Path, "streaming.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--stream", "E9", "E9")]
    [InlineData("--lengths", "3", "more than 3")]
    public async Task What_cannot_be_followed_is_named(string option, string value, string said)
    {
        var run = await CommandRun.RunAsync("reproduce", "streaming", option, value);
        Assert.Equal(CommandLineRunner.WrongUsage, run.ExitCode);
        Assert.Contains(said, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
