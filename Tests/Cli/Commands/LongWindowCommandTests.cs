using System.Globalization;
using NeuralDA.Cli;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Commands;

/// <summary>Windows of a length chosen at use, from files to scores.</summary>
public sealed class LongWindowCommandTests : IDisposable
{
    private const string Setting = "blanke2024-lorenz63-print";
    private readonly TemporaryFolder _folder = new();
    private readonly string _prior;

    public LongWindowCommandTests()
    {
        _prior = _folder.File("prior.safetensors");
        File.WriteAllBytes(_prior, TestPriors.Convolutional.Save());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_assimilated_as_one_window_and_scored_as_evaluate_scores_it()
    {
        var (observations, truth, analyses) = (_folder.File("obs.csv"), _folder.File("truth.csv"), _folder.File("analysis.csv"));
        await RunAsync("simulate", "--setting", Setting, "--windows", "1", "--window", "640", "--process", "R8",
            "--out", observations, "--truth", truth);
        var assimilated = await RunAsync("assimilate", observations, "--prior", _prior, "--window", "640", "--begin", "0",
            "--gross-error", "0", "--out", analyses, "--truth", truth, "--json");
        var evaluated = await RunAsync("evaluate", "--prior", _prior, "--setting", Setting, "--process", "R8", "--window", "640",
            "--windows", "1", "--json");

        Assert.Equal(1, assimilated.Json.GetProperty("windows").GetInt32());
        Assert.Equal(640 * 3, File.ReadLines(analyses).Skip(1).Count());
        var here = assimilated.Json.GetProperty("scores").GetProperty("rmse").GetDouble();
        var there = evaluated.Json.GetProperty("scores").GetProperty("R8").GetProperty("neural").GetProperty("rmse").GetDouble();
        // Files and analyses hold float32; results are printed with six digits.
        Assert.Equal(there, here, 1e-4);
        Assert.Equal(["first guess", "4D-Var", "neural", "hybrid"],
            evaluated.Json.GetProperty("scores").GetProperty("R8").EnumerateObject().Select(method => method.Name));
    }

    [Fact]
    public async Task Short_windows_of_another_length_have_the_standard_comparison()
    {
        var run = await RunAsync("evaluate", "--prior", _prior, "--setting", Setting, "--window", "40", "--windows", "3", "--json");
        Assert.Equal(["climatology", "first guess", "4D-Var", "neural", "hybrid"],
            run.Json.GetProperty("scores").GetProperty("M4").EnumerateObject().Select(method => method.Name));
    }

    [Fact]
    public async Task Bad_lines_are_reported_and_the_others_used()
    {
        var observations = _folder.File("bad.csv");
        string[] good = [.. Enumerable.Range(0, 20).Select(i => string.Create(CultureInfo.InvariantCulture, $"{0.2 * i},u1,1,0.5"))];
        await File.WriteAllLinesAsync(observations,
            ["time,component,value,error_std", .. good, "0.5,u9,1,0.5", "0.5,u1,NaN,0.5", "0.5,u1,1,0", "99,u1,1,0.5", "1.05,u1,1000,0.5"],
            TestContext.Current.CancellationToken);
        var run = await RunAsync("assimilate", observations, "--prior", _prior, "--window", "200", "--out", _folder.File("a.csv"), "--json");
        Assert.Equal(20, run.Json.GetProperty("accepted").GetInt32());
        Assert.Equal(["GrossError", "NonPositiveError", "NotFinite", "OutsideHorizon", "UnknownComponent"],
            run.Json.GetProperty("refused").EnumerateObject().Select(reason => reason.Name));
        Assert.Contains("time 99 lies outside the window 0..5 of --window 200.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CommandLineRunner.WrongUsage, "expected none of --cluster, --data, --shift and --refine", "--window", "100", "--shift", "8")]
    [InlineData(CommandLineRunner.WrongUsage, "--window: expected at least 2, found 1", "--window", "1")]
    [InlineData(CommandLineRunner.Failed, "a window of 9999999 steps; expected 2 .. 3333333", "--window", "9999999")]
    public async Task What_does_not_go_together_is_said_in_one_line(int code, string expected, params string[] arguments)
    {
        var observations = _folder.File("obs.csv");
        await File.WriteAllTextAsync(observations, "time,component,value,error_std\n0,u1,1,0.5\n", TestContext.Current.CancellationToken);
        var run = await CommandRun.RunAsync(["assimilate", observations, "--prior", _prior, "--out", _folder.File("a.csv"), .. arguments]);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private static async Task<CommandRun> RunAsync(params string[] arguments)
    {
        var run = await CommandRun.RunAsync(arguments);
        Assert.True(run.ExitCode == CommandLineRunner.Fine, string.Join('\n', run.ErrorLines));
        return run;
    }
}
