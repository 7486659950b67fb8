using System.CommandLine;
using System.Globalization;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Watch;
using NeuralDA.Client;
using NeuralDA.Files.Analyses;
using NeuralDA.Grains.Interfaces.Windows;
using Spectre.Console;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda watch</c>: the analyses of a track as they are published.</summary>
internal static class WatchCommand
{
    /// <summary>How far ahead the live view looks, in window lengths.</summary>
    private const double ForecastLength = 0.5;

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var track = new Argument<string>("TRACK") { Description = "The track." };
        var from = new Option<long?>("--from")
        {
            Description = "Sequence number of the first analysis wanted. Default: the newest one on a terminal, 1 elsewhere.",
            HelpName = "SEQUENCE",
        };
        var count = new Option<int?>("--count")
        {
            Description = "End after so many analyses. Default: go on until Ctrl-C.", HelpName = "N",
        };
        var (cluster, data, json) = (CommonOptions.Cluster(), CommonOptions.ExistingData(), CommonOptions.Json());
        var command = new Command("watch",
            """
            Shows a track live: each component with its observations, what was refused, the analysis with its band and the
            forecast, and the diagnostics. Where the output is no terminal, a line for each analysis: the newest state of its
            window with its standard deviation.

            Examples:
              neuralda watch station-7
              neuralda watch station-7 --from 100 --cluster 127.0.0.1:30000
            """)
        { track, from, count, cluster, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(count) is < 1)
                throw new UsageException($"--count is {parsed.GetValue(count)}; expected at least 1.");
            await using var service = await ServiceConnection.ToExistingAsync(
                parsed.GetValue(cluster), parsed.GetValue(data), cancellationToken);
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            var id = parsed.GetValue(track)!;
            var first = parsed.GetValue(from)
                ?? (output.IsTerminal ? (await service.Client.StatusAsync(id, cancellationToken)).LastAnalysisSequence : 1);
            var feed = Take(service.Client.Analyses(id, first), parsed.GetValue(count), cancellationToken);
            var last = output.IsTerminal ? await ShowLiveAsync(feed, service.Client, output) : await ShowLinesAsync(feed, output);
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

    private static async Task<long> ShowLiveAsync(IAsyncEnumerable<Analysis> feed, NeuralDAClient client, CommandOutput output)
    {
        var last = 0L;
        await output.Terminal.Live(new Text("waiting for the first analysis")).StartAsync(async live =>
        {
            await foreach (var analysis in feed)
            {
                last = analysis.Sequence;
                var status = await client.StatusAsync(analysis.Track);
                // Revisions of a late observation come by the dozen: only the newest is worth drawing.
                if (analysis.Sequence < status.LastAnalysisSequence) continue;
                live.UpdateTarget(WatchScreen.Of(
                    analysis, await ForecastAsync(client, analysis), status, output.Terminal.Profile.Height));
            }
        });
        return last;
    }

    private static async Task<Forecast?> ForecastAsync(NeuralDAClient client, Analysis analysis)
    {
        try
        {
            return await client.ForecastAsync(analysis.Track, analysis.End + ForecastLength * (analysis.End - analysis.Begin));
        }
        catch (ForecastUnavailableException)
        {
            return null;
        }
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
