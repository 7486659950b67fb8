using System.Globalization;
using NeuralDA.Cli.Output;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Training;
using Spectre.Console;

namespace NeuralDA.Cli.Training;

/// <summary>Shows a training run as it goes on: a picture on a terminal, a line now and then elsewhere.</summary>
internal static class RunWatch
{
    private const int ChartWidth = 80, ChartHeight = 12;
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    /// <summary>Shows a run until it no longer goes on by itself. Stopping to watch leaves the run alone.</summary>
    public static async Task<TrainingRunStatus> FollowAsync(
        NeuralDAClient client, string run, CommandOutput output, CancellationToken cancellationToken)
    {
        var status = output.IsTerminal
            ? await output.Terminal.Live(new Text("")).StartAsync(live => PollAsync(client, run, TerminalInterval, (now, losses) =>
                live.UpdateTarget(new Rows(
                    new Text(Describe(now)), new Text(string.Join('\n', LossChart.Draw(losses, ChartWidth, ChartHeight))))),
                cancellationToken))
            : await PollAsync(client, run, LineInterval, (now, _) => output.Line(Describe(now)), cancellationToken);
        if (output.IsTerminal) output.Line(Describe(status));
        return status;
    }

    /// <summary>A run in a line.</summary>
    public static string Describe(TrainingRunStatus status)
    {
        var silos = string.Join(", ", status.Silos.Select(silo => $"{silo.Address} {silo.MicroShards}"));
        return string.Create(CultureInfo.InvariantCulture, $"{status.Run}: {status.Phase}, step {status.Step} of {status.Steps}")
            + Part(", loss {0:0.0000}", status.Loss) + Part(", validation RMSE {0:0.0000}", status.ValidationRmse)
            + (status.Skipped > 0 ? $", {status.Skipped} skipped" : "")
            + (status.WindowsPerSecond > 0 ? Part(", {0:0} windows/s", status.WindowsPerSecond) : "")
            + (silos.Length > 0 ? $", micro-shards by silo: {silos}" : "")
            + (status.Version is { } version ? $", version {version}{(status.IsPromoted ? " promoted" : "")}" : "")
            + (status.Problem is { } problem ? $". {problem}" : "");
    }

    /// <summary>A run as it is printed in JSON.</summary>
    public static object Summary(TrainingRunStatus status) => new
    {
        status.Run, Prior = status.Options.PriorName, status.Phase, status.Problem, status.Step, status.Steps, status.Skipped,
        status.Loss, status.ValidationRmse, status.WindowsPerSecond, status.Silos, status.CheckpointStep, status.Version,
        status.IsPromoted,
    };

    private static async Task<TrainingRunStatus> PollAsync(
        NeuralDAClient client, string run, TimeSpan interval, Action<TrainingRunStatus, IReadOnlyList<float>> show,
        CancellationToken cancellationToken)
    {
        var losses = new List<float>();
        while (true)
        {
            var status = await client.Training.StatusAsync(run, cancellationToken);
            // After a crash the run is back at its checkpoint, and so is its curve.
            if (losses.Count > status.Step) losses.RemoveRange(status.Step, losses.Count - status.Step);
            losses.AddRange((await client.Training.CurveAsync(run, losses.Count, cancellationToken)).Losses.Span);
            show(status, losses);
            if (status.Phase is not (TrainingRunPhase.Preparing or TrainingRunPhase.Running or TrainingRunPhase.Scoring)) return status;
            await Task.Delay(interval, cancellationToken);
        }
    }

    private static string Part(string format, double? number) =>
        number is { } value ? string.Format(CultureInfo.InvariantCulture, format, value) : "";
}
