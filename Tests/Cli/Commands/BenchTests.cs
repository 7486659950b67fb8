using System.Text.Json;
using NeuralDA.Cli;
using NeuralDA.Cli.Bench;

namespace NeuralDA.Tests.Cli.Commands;

public class BenchTests
{
    [Fact]
    public async Task Every_figure_of_the_kernels_has_name_value_unit_limit_ratio_and_verdict()
    {
        var run = await CommandRun.RunAsync("bench", "kernels", "--json");
        var figures = run.Json.GetProperty("figures").EnumerateArray().ToArray();
        Assert.All(figures, figure =>
        {
            Assert.NotEqual("", figure.GetProperty("name").GetString());
            Assert.NotEqual("", figure.GetProperty("unit").GetString());
            Assert.InRange(figure.GetProperty("value").GetDouble(), 0, double.MaxValue);
            if (figure.GetProperty("limit").ValueKind == JsonValueKind.Null) return;
            Assert.InRange(figure.GetProperty("ratio").GetDouble(), 1e-9, double.MaxValue);
        });
        var missed = figures.Any(figure => figure.GetProperty("passed").ValueKind == JsonValueKind.False);
        Assert.Equal(missed ? CommandLineRunner.Failed : CommandLineRunner.Fine, run.ExitCode);
        Assert.All(figures, figure => Assert.Contains(figure.GetProperty("name").GetString()!, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_suite_that_does_not_exist_is_refused_with_those_that_do()
    {
        var run = await CommandRun.RunAsync("bench", "kernel");
        Assert.Equal(CommandLineRunner.WrongUsage, run.ExitCode);
        Assert.Contains("kernels", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Goals_are_least_ratios_or_largest_values()
    {
        Assert.True(BenchmarkFigure.OfLimit("rate", 80, "Gflop/s", limit: 100, goal: 0.8).Passed);
        Assert.False(BenchmarkFigure.OfLimit("rate", 79, "Gflop/s", limit: 100, goal: 0.8).Passed);
        Assert.Equal(5, BenchmarkFigure.Against("time", 2, "us", other: 10).Ratio);
        Assert.True(BenchmarkFigure.Alone("allocated", 0, "bytes", atMost: 0).Passed);
        Assert.Null(BenchmarkFigure.Alone("time", 3, "us").Passed);
    }
}
