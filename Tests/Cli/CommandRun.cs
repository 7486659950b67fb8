using System.Text.Json;
using NeuralDA.Cli;

namespace NeuralDA.Tests.Cli;

/// <summary>One command line, run inside the test's process.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>The JSON object that is the last line.</summary>
    public JsonElement Json => JsonDocument.Parse(Output.TrimEnd().Split('\n')[^1]).RootElement;

    /// <summary>The lines of the error output.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<CommandRun> RunAsync(params string[] args) => StoppableAsync(args, TestContext.Current.CancellationToken);

    public static async Task<CommandRun> StoppableAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CommandLineRunner.RunAsync(Program.Root(), args, output, error, cancellationToken);
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs what must fail, with one clear line.</summary>
    public static async Task<string> FailAsync(params string[] args)
    {
        var run = await RunAsync(args);
        Assert.Equal(CommandLineRunner.Failed, run.ExitCode);
        return Assert.Single(run.ErrorLines);
    }
}
