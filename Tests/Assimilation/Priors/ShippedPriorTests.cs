using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Hosting;

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

    [Fact]
    public void The_file_says_how_it_was_made()
    {
        var metadata = PriorFiles.Load(PriorFiles.Shipped).Metadata;
        Assert.StartsWith("neuralda train --setting blanke2024-lorenz63-print", metadata["command"], StringComparison.Ordinal);
        Assert.Contains("+", metadata["version"], StringComparison.Ordinal);
        Assert.Contains("\"Seed\":1", metadata["plan"], StringComparison.Ordinal);
    }
}
