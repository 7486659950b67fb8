using System.CommandLine;
using NeuralDA.Cli.Bench;
using NeuralDA.Cli.Output;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda bench</c>: how near the machine's limits the software comes.</summary>
internal static class BenchCommand
{
    private const string All = "all";

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var suite = new Argument<string>("SUITE")
        {
            Description = $"{string.Join(", ", BenchmarkSuites.All.Keys)}, or {All}.", DefaultValueFactory = _ => All,
        };
        suite.AcceptOnlyFromAmong([.. BenchmarkSuites.All.Keys, All]);
        var json = CommonOptions.Json();
        var command = new Command("bench",
            """
            Measures this machine: each figure stands beside the limit, or beside what one would use instead, measured in the same
            run. Times are processor time of one thread, medians of twenty. Exit code 1 if a goal is missed.

            Examples:
              neuralda bench kernels
              neuralda bench all --json
            """)
        { suite, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            var figures = new List<BenchmarkFigure>();
            foreach (var (name, run) in BenchmarkSuites.All)
            {
                if (parsed.GetValue(suite) is { } chosen && chosen != All && chosen != name) continue;
                await foreach (var figure in run(cancellationToken))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    figures.Add(figure);
                }
            }
            BenchmarkReport.Of(figures).Print(output);
            return figures.Exists(figure => figure.Passed == false) ? CommandLineRunner.Failed : CommandLineRunner.Fine;
        });
        return command;
    }
}
