using System.CommandLine;
using System.CommandLine.Invocation;

namespace NeuralDA.Cli;

/// <summary>Runs one command line. Every failure is one line on the error writer; no stack trace reaches the user.</summary>
internal static class CommandLineRunner
{
    /// <summary>Done.</summary>
    public const int Fine = 0;

    /// <summary>The work failed, or was stopped by the user.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>Time between Ctrl-C or SIGTERM and the end of the process, within which a command cleans up; a silo takes 30 s at most.</summary>
    private static readonly TimeSpan CleanUpTime = TimeSpan.FromSeconds(35);

    /// <summary>Parses and runs.</summary>
    /// <param name="root">The root command.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where failures go.</param>
    /// <param name="cancellationToken">Stops the command as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        RootCommand root, string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            var verb = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
            var problem = Failures.OneLine(parsed.Errors[0].Message);
            await error.WriteLineAsync($"neuralda{verb}: {problem} Try 'neuralda{verb} --help'.");
            return WrongUsage;
        }
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = CleanUpTime,
                },
                cancellationToken);
        }
        catch (OperationCanceledException stopped)
        {
            await error.WriteLineAsync(stopped is StoppedException { Kept: var kept } ? $"neuralda: stopped; {kept}" : "neuralda: stopped.");
            return Failed;
        }
        catch (Exception exception) when (Failures.Describe(exception) is { } line)
        {
            await error.WriteLineAsync($"neuralda: {line}");
            return exception is UsageException ? WrongUsage : Failed;
        }
    }
}
