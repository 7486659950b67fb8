using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Hosting;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Assimilation.Priors;

/// <summary>The short form of <c>neuralda evaluate</c>: what priors/README.md claims holds, on fewer windows.</summary>
public class ShippedPriorTests
{
    // The claims at 10 000 windows, and what 1000 windows may add: twice their bootstrap half-widths.
    [Theory]
    [InlineData("M4", 0.19 + 0.04)]
    [InlineData("R8", 0.312 + 0.05)]
    [InlineData("R4", 0.108 + 0.03)]
    [InlineData("E8", 0.0935 + 0.01)]
    public void One_prior_beats_variational_assimilation_on_every_observation_process(string process, double rmse)
    {
        var prior = PriorFiles.Load(PriorFiles.Shipped);
        var windows = WindowSampler.TestWindows(TwinExperimentCatalogue.Find(prior.Description.Setting), process, count: 1000, seed: 8);
        var scores = MethodComparison.Standard(prior).Run(windows, cancellationToken: TestContext.Current.CancellationToken)
            .ToDictionary(method => method.Method, method => method.Scores);
        Assert.InRange(scores["neural"].Rmse, 0, rmse);
        Assert.True(scores["neural"].MeanWindowRmse < scores["4D-Var"].MeanWindowRmse);
        Assert.InRange(scores["neural"].Coverage90!.Value, 0.87, 0.94);
    }

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Path.GetDirectoryName(PriorFiles.Shipped)!, "*.safetensors")
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    // The weakest of the paper's modes halve the first guess's error, less what 200 windows may add.
    [Theory]
    [MemberData(nameof(Files))]
    public void Each_shipped_prior_is_far_better_than_the_first_guess(string file)
    {
        var prior = Load(file);
        var experiment = TwinExperimentCatalogue.Find(prior.Description.Setting).Over(prior.Shape.Steps);
        var windows = WindowSampler.TestWindows(experiment, experiment.Processes.Keys.First(), count: 200, seed: 9);
        var scores = new MethodComparison(prior, [new FirstGuessMethod(), new NeuralMethod(prior)])
            .Run(windows, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(scores[1].Scores.Rmse < 0.75 * scores[0].Scores.Rmse);
        Assert.InRange(scores[1].Scores.Coverage90!.Value, 0.8, 0.97);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_shipped_prior_is_described_with_its_hash_and_how_it_was_made(string file)
    {
        var (prior, readme) = (Load(file), File.ReadAllText(Path.Combine(Repository.Root, "priors", "README.md")));
        Assert.Contains($"## {file}", readme, StringComparison.Ordinal);
        Assert.Contains(prior.ContentHash, readme, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), prior.Description.Name);
        Assert.StartsWith($"neuralda train --setting {prior.Description.Setting}", prior.Metadata["command"], StringComparison.Ordinal);
    }

    private static Prior Load(string file) => PriorFiles.Load(Path.Combine(Path.GetDirectoryName(PriorFiles.Shipped)!, file));

    [Fact]
    public void The_file_says_how_it_was_made()
    {
        var metadata = PriorFiles.Load(PriorFiles.Shipped).Metadata;
        Assert.StartsWith("neuralda train --setting blanke2024-lorenz63-print", metadata["command"], StringComparison.Ordinal);
        Assert.Contains("+", metadata["version"], StringComparison.Ordinal);
        Assert.Contains("\"Seed\":1", metadata["plan"], StringComparison.Ordinal);
    }
}
