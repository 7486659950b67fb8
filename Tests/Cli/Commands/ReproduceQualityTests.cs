using NeuralDA.Cli;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class ReproduceQualityTests
{
    [Fact]
    public async Task Gross_errors_are_refused_and_a_wrong_error_variance_is_found()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.RunAsync(
            "reproduce", "quality", "--stream", "E8", "--tracks", "2", "--lengths", "30", "--observations", "1500", "--neural",
            "--out", folder.Path, "--json");
        Assert.Equal("", run.Error);
        var gross = Assert.Single(run.Json.GetProperty("grossErrors").EnumerateArray());
        Assert.InRange(gross.GetProperty("grossRefused").GetDouble(), 0.4, 1);
        Assert.InRange(gross.GetProperty("goodRefused").GetDouble(), 0, 0.01);
        Assert.InRange(gross.GetProperty("cleanRefused").GetDouble(), 0, 0.01);

        var scales = run.Json.GetProperty("errorScales").EnumerateArray().ToDictionary(
            row => row.GetProperty("trueScale").GetDouble(),
            row => (Median: row.GetProperty("median").GetDouble(), Warned: row.GetProperty("warned").GetInt32()));
        Assert.Equal((0, 2), (scales[1].Warned, scales[4].Warned));
        Assert.InRange(scales[1].Median, 0.6, 1.5);
        Assert.InRange(scales[4].Median, 2, 6);
        Assert.True(File.Exists(Path.Combine(folder.Path, "quality.json")));
    }

    [Theory]
    [InlineData("--stream", "E9", "E9")]
    [InlineData("--lengths", "3", "more than 3")]
    [InlineData("--observations", "3", "at least 20")]
    public async Task What_cannot_be_streamed_is_named(string option, string value, string said)
    {
        var run = await CommandRun.RunAsync("reproduce", "quality", option, value);
        Assert.Equal(CommandLineRunner.WrongUsage, run.ExitCode);
        Assert.Contains(said, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
