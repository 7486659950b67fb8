using System.CommandLine;
using System.Globalization;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Training;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Training;
using Spectre.Console;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda runs</c>: the training runs of a cluster.</summary>
internal static class RunsCommand
{
    private static readonly Option<ClusterAddress?> Cluster = CommonOptions.Cluster();
    private static readonly Option<string?> Data = CommonOptions.ExistingData();
    private static readonly Option<bool> Json = CommonOptions.Json();

    /// <summary>Defines the verb with its own verbs.</summary>
    public static Command Create()
    {
        var command = new Command("runs",
            """
            Lists the training runs of a running cluster, or of a data folder, and controls them.

            Examples:
              neuralda runs
              neuralda runs watch lorenz63 --cluster 127.0.0.1:30000
              neuralda runs pause lorenz63
            """)
        {
            Watch(),
            Control("pause", "Stops a run after its current step, with a checkpoint.", (runs, id, stop) => runs.PauseAsync(id, stop)),
            Control("resume", "Goes on with a run that was paused or has failed.", (runs, id, stop) => runs.ResumeAsync(id, stop)),
            Control("cancel", "Ends a run for good.", (runs, id, stop) => runs.CancelAsync(id, stop)),
        };
        foreach (var option in new Option[] { Cluster, Data, Json })
        {
            option.Recursive = true;
            command.Add(option);
        }
        command.SetAction((parsed, cancellationToken) => WithClientAsync(parsed, async (client, output) =>
        {
            var runs = new List<TrainingRunStatus>();
            foreach (var run in await client.Training.ListAsync(cancellationToken)) await AddAsync(client, run, runs, cancellationToken);
            output.Write(Table(runs));
            output.Result(runs.Select(RunWatch.Summary));
        }, cancellationToken));
        return command;
    }

    private static Command Watch()
    {
        var (run, command) = Verb("watch", "Shows a run until its end: the loss curve, windows a second, the silos that take part.");
        command.SetAction((parsed, cancellationToken) => WithClientAsync(parsed, async (client, output) => output.Result(
            RunWatch.Summary(await RunWatch.FollowAsync(client, parsed.GetValue(run)!, output, cancellationToken))),
            cancellationToken));
        return command;
    }

    private static Command Control(
        string verb, string description, Func<TrainingRuns, string, CancellationToken, Task<TrainingRunStatus>> control)
    {
        var (run, command) = Verb(verb, description);
        command.SetAction((parsed, cancellationToken) => WithClientAsync(parsed, async (client, output) =>
        {
            var status = await control(client.Training, parsed.GetValue(run)!, cancellationToken);
            output.Line(RunWatch.Describe(status));
            output.Result(RunWatch.Summary(status));
        }, cancellationToken));
        return command;
    }

    private static (Argument<string> Run, Command Command) Verb(string verb, string description)
    {
        var run = new Argument<string>("ID") { Description = "The run." };
        return (run, new Command(verb, description) { run });
    }

    private static async Task<int> WithClientAsync(
        ParseResult parsed, Func<NeuralDAClient, CommandOutput, Task> run, CancellationToken cancellationToken)
    {
        await using var service = await ServiceConnection.ToExistingAsync(
            parsed.GetValue(Cluster), parsed.GetValue(Data), cancellationToken);
        await run(service.Client, new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(Json)));
        return CommandLineRunner.Fine;
    }

    private static async Task AddAsync(
        NeuralDAClient client, string run, List<TrainingRunStatus> runs, CancellationToken cancellationToken)
    {
        try
        {
            runs.Add(await client.Training.StatusAsync(run, cancellationToken));
        }
        catch (UnknownTrainingRunException)
        {
            // It is listed first and started then: it is not there yet.
        }
    }

    private static Table Table(IEnumerable<TrainingRunStatus> runs)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("run", "prior", "phase", "step", "of", "loss", "validation RMSE", "windows/s", "silos", "version");
        foreach (var column in table.Columns.Skip(3)) column.RightAligned();
        foreach (var run in runs)
        {
            table.AddRow(
                Markup.Escape(run.Run), Markup.Escape(run.Options.PriorName),
                Markup.Escape(run.Problem is null ? $"{run.Phase}" : $"{run.Phase}: {run.Problem}"),
                Number(run.Step), Number(run.Steps), Number(run.Loss), Number(run.ValidationRmse), Number(run.WindowsPerSecond),
                Number(run.Silos.Length), run.Version is null ? "" : run.IsPromoted ? $"{run.Version} (promoted)" : $"{run.Version}");
        }
        return table;
    }

    private static string Number(double? number) => number?.ToString("G5", CultureInfo.InvariantCulture) ?? "";
}
