using System.CommandLine;
using System.Globalization;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Client;
using NeuralDA.Files.Analyses;
using NeuralDA.Grains.Interfaces.Windows;
using Spectre.Console;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda watch</c>: the analyses of a track as they are published.</summary>
internal static class WatchCommand
{
    private const int RowsShown = 15;

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var track = new Argument<string>("TRACK") { Description = "The track." };
        var from = new Option<long>("--from")
        {
            Description = "Sequence number of the first analysis wanted.", HelpName = "SEQUENCE", DefaultValueFactory = _ => 1,
        };
        var count = new Option<int?>("--count")
        {
            Description = "End after so many analyses. Default: go on until Ctrl-C.", HelpName = "N",
        };
        var (cluster, data, json) = (CommonOptions.Cluster(), CommonOptions.ExistingData(), CommonOptions.Json());
        var command = new Command("watch",
            """
            Shows the analyses of a track, past ones first, then each new one as it is published: the newest state of the
            window with its standard deviation.

            Examples:
              neuralda watch station-7
              neuralda watch station-7 --from 100 --cluster 127.0.0.1:30000
            """)
        { track, from, count, cluster, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var service = await ServiceConnection.ToExistingAsync(
                parsed.GetValue(cluster), parsed.GetValue(data), cancellationToken);
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            var analyses = service.Client.Analyses(parsed.GetValue(track)!, parsed.GetValue(from));
            var feed = Take(analyses, parsed.GetValue(count), cancellationToken);
            var last = output.IsTerminal ? await ShowTableAsync(feed, output) : await ShowLinesAsync(feed, output);
            output.Result(new { Track = parsed.GetValue(track), LastSequence = last });
            return CommandLineRunner.Fine;
        });
        return command;
    }

    private static async IAsyncEnumerable<Analysis> Take(
        AnalysisFeed feed, int? count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var taken = 0;
        await using var analyses = feed.GetAsyncEnumerator(stop);
        while (taken++ != count && await MoveNextAsync(analyses, stop)) yield return analyses.Current;
    }

    /// <returns>False when the user has seen enough.</returns>
    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<Analysis> analyses, CancellationToken stop)
    {
        try
        {
            return await analyses.MoveNextAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<long> ShowLinesAsync(IAsyncEnumerable<Analysis> feed, CommandOutput output)
    {
        var last = 0L;
        await foreach (var analysis in feed)
        {
            last = analysis.Sequence;
            output.Line(
                $"#{analysis.Sequence} window [{Number(analysis.Begin)}, {Number(analysis.End)}) revision {analysis.Revision}, " +
                $"{Observations(analysis)} observations, {NewestState(analysis)}");
        }
        return last;
    }

    private static async Task<long> ShowTableAsync(IAsyncEnumerable<Analysis> feed, CommandOutput output)
    {
        var last = 0L;
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("#", "window", "revision", "observations", "newest state ± standard deviation", "chi-square");
        await output.Terminal.Live(table).StartAsync(async live =>
        {
            await foreach (var analysis in feed)
            {
                last = analysis.Sequence;
                if (table.Rows.Count == RowsShown) table.Rows.RemoveAt(0);
                table.AddRow(
                    Number(analysis.Sequence), Markup.Escape($"[{Number(analysis.Begin)}, {Number(analysis.End)})"),
                    Number(analysis.Revision), Observations(analysis), NewestState(analysis), Number(analysis.ChiSquare));
                live.Refresh();
            }
        });
        return last;
    }

    private static string Observations(Analysis analysis)
    {
        var refused = analysis.Observations.Count(outcome => outcome.Refused is not null);
        return refused == 0 ? $"{analysis.Observations.Length}" : $"{analysis.Observations.Length} ({refused} refused)";
    }

    private static string NewestState(Analysis analysis)
    {
        var (mean, deviation) = (analysis.FinalMean(), analysis.FinalStandardDeviation());
        var newest = (analysis.Steps - 1) * analysis.Components.Length;
        return string.Join(", ", analysis.Components.Select((name, i) =>
            $"{name} {Number(mean[newest + i])} ± {Number(deviation[newest + i])}"));
    }

    private static string Number(double number) => number.ToString("G4", CultureInfo.InvariantCulture);
}
