using System.Globalization;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class AssimilateCommandTests : IDisposable
{
    private const string Setting = "blanke2024-lorenz63-print";
    private readonly TemporaryFolder _folder = new();
    private readonly string _prior;

    public AssimilateCommandTests()
    {
        _prior = _folder.File("prior.safetensors");
        File.WriteAllBytes(_prior, ServicePriors.Content(1));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Through_the_service_comes_what_the_library_computes(int refinement)
    {
        var (observations, analyses) = (_folder.File("obs.csv"), _folder.File("analysis.csv"));
        await RunFineAsync("simulate", "--setting", Setting, "--windows", "20", "--seed", "7", "--out", observations);
        await RunFineAsync(
            "assimilate", observations, "--prior", _prior, "--out", analyses, "--refine", $"{refinement}", "--gross-error", "0");

        var windows = WindowSampler.TestWindows(TwinExperimentCatalogue.Find(Setting), "M4", 20, seed: 7);
        var expected = new WindowAssimilator(TestPriors.Lorenz63).Assimilate(
            [.. windows.Select(window => new WindowProblem(window.Observations, refinement))]);
        var lines = (await File.ReadAllLinesAsync(analyses, TestContext.Current.CancellationToken)).Skip(1)
            .Select(line => line.Split(',')).ToList();
        Assert.Equal(20 * 96, lines.Count);
        foreach (var (i, line) in lines.Index())
        {
            var (window, element) = (expected[i / 96], i % 96);
            var mean = (window.RefinedMean ?? window.Mean)[element];
            var deviation = (window.RefinedStandardDeviation ?? window.StandardDeviation)[element];
            Assert.Equal(["0", "0.8", "1"], line[1..4]);
            // The service sends float32: seven digits of values below 100.
            Assert.Equal(mean, double.Parse(line[6], CultureInfo.InvariantCulture), tolerance: 1e-4);
            Assert.Equal(deviation, double.Parse(line[7], CultureInfo.InvariantCulture), tolerance: 1e-4);
        }
    }

    [Fact]
    public async Task Scores_against_the_truth_are_those_of_evaluate()
    {
        var (observations, truth) = (_folder.File("obs.csv"), _folder.File("truth.csv"));
        await RunFineAsync(
            "simulate", "--setting", Setting, "--windows", "50", "--process", "R8", "--out", observations, "--truth", truth);
        var service = await RunFineAsync(
            "assimilate", observations, "--prior", _prior, "--out", _folder.File("a.csv"), "--truth", truth,
            "--gross-error", "0", "--json");
        var library = await RunFineAsync(
            "evaluate", "--prior", _prior, "--setting", Setting, "--process", "R8", "--windows", "50", "--json");

        var expected = library.Json.GetProperty("scores").GetProperty("R8").GetProperty("neural").GetProperty("rmse");
        var actual = service.Json.GetProperty("scores").GetProperty("rmse");
        Assert.Equal(expected.GetDouble(), actual.GetDouble(), tolerance: 1e-4);
    }

    [Fact]
    public async Task Observations_within_a_window_length_are_one_window_wherever_they_lie()
    {
        var (observations, analyses) = (_folder.File("obs.csv"), _folder.File("analysis.csv"));
        await File.WriteAllTextAsync(
            observations, "time,component,value,error_std\n100.79,u1,3,0.4\n100.01,u1,2,0.4\n",
            TestContext.Current.CancellationToken);
        var run = await RunFineAsync("assimilate", observations, "--prior", _prior, "--out", analyses, "--json");
        Assert.Equal(1, run.Json.GetProperty("windows").GetInt32());
        Assert.StartsWith("obs,100.01,", File.ReadLines(analyses).Skip(1).First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_data_is_refused_line_by_line_and_the_rest_assimilated()
    {
        var observations = _folder.File("obs.csv");
        await File.WriteAllTextAsync(
            observations,
            "time,component,value,error_std\n0.1,u1,3,0.4\n0.2,u1,NaN,0.4\n0.3,u9,3,0.4\n0.4,u1,3,-0.4\n-5,u1,3,0.4\n",
            TestContext.Current.CancellationToken);
        var run = await RunFineAsync(
            "assimilate", observations, "--prior", _prior, "--out", _folder.File("a.csv"), "--begin", "0", "--json");
        Assert.Equal(1, run.Json.GetProperty("accepted").GetInt32());
        Assert.Equal(
            ["NonPositiveError", "NotFinite", "OutsideHorizon", "UnknownComponent"],
            run.Json.GetProperty("refused").EnumerateObject().Select(reason => reason.Name));
        Assert.Contains($"{observations}:3: track 'obs' refused it, NotFinite", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_line_stops_before_anything_is_written()
    {
        var (observations, analyses) = (_folder.File("obs.csv"), _folder.File("analysis.csv"));
        await File.WriteAllTextAsync(
            observations, "time,component,value,error_std\n0.1,u1,abc,0.4\n", TestContext.Current.CancellationToken);
        var error = await CommandRun.FailAsync("assimilate", observations, "--prior", _prior, "--out", analyses);
        Assert.Equal($"neuralda: {observations}:2: column 'value': expected a number, found 'abc'", error);
        Assert.False(File.Exists(analyses));
    }

    private static async Task<CommandRun> RunFineAsync(params string[] args)
    {
        var run = await CommandRun.RunAsync(args);
        Assert.Equal((CommandLineRunner.Fine, ""), (run.ExitCode, run.Error));
        return run;
    }
}
