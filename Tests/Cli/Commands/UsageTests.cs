using NeuralDA.Cli;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("fly")]
    [InlineData("demo --tracks 0")]
    [InlineData("demo --seconds soon")]
    [InlineData("simulate --setting nosuch --out x.csv")]
    [InlineData("simulate --setting blanke2024-lorenz63-print")]
    [InlineData("train --setting blanke2024-lorenz63-print --mode printed --out x.safetensors")]
    [InlineData("train --setting blanke2024-lorenz63-print --out x.safetensors --resume")]
    [InlineData("evaluate --prior x.safetensors")]
    [InlineData("assimilate --prior x.safetensors --out y.csv")]
    [InlineData("assimilate x.csv --prior x.safetensors --out y.csv --refine -1")]
    [InlineData("stream x.csv")]
    [InlineData("stream x.csv --prior p --cluster here")]
    [InlineData("watch")]
    [InlineData("watch a --count 0")]
    [InlineData("replay")]
    [InlineData("replay a --sequence first")]
    [InlineData("replay a --sequence 1 --revision 1")]
    [InlineData("tracks --cluster 127.0.0.1")]
    [InlineData("tracks --cluster 127.0.0.1:30000 --data x")]
    [InlineData("priors")]
    [InlineData("priors promote lorenz63 second")]
    [InlineData("silo --gateway-port -1")]
    [InlineData("key")]
    [InlineData("key alice --rights fly")]
    [InlineData("completion")]
    [InlineData("completion tcsh")]
    public async Task Wrong_usage_is_one_line_and_exit_code_2(string line)
    {
        var run = await CommandRun.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(CommandLineRunner.WrongUsage, run.ExitCode);
        Assert.StartsWith("neuralda", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("simulate")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("assimilate")]
    [InlineData("stream")]
    [InlineData("watch")]
    [InlineData("replay")]
    [InlineData("tracks")]
    [InlineData("priors")]
    [InlineData("silo")]
    [InlineData("key")]
    [InlineData("doctor")]
    [InlineData("completion")]
    public async Task Every_verb_helps_with_examples(string verb)
    {
        var run = await CommandRun.RunAsync(verb, "--help");
        Assert.Equal(CommandLineRunner.Fine, run.ExitCode);
        var examples = run.Output[run.Output.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"neuralda {verb}", examples, StringComparison.Ordinal);
    }
}
