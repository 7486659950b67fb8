using System.CommandLine;
using System.Globalization;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;
using Spectre.Console;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda tracks</c>: the tracks of a cluster and where they stand.</summary>
internal static class TracksCommand
{
    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var (cluster, data, json) = (CommonOptions.Cluster(), CommonOptions.ExistingData(), CommonOptions.Json());
        var command = new Command("tracks",
            """
            Lists the tracks of a running cluster, or of a data folder, and where they stand: what came in, what was refused,
            and, by component, whether the observations agree with the errors stated for them and for the analyses. What is out
            of its band is named.

            Examples:
              neuralda tracks
              neuralda tracks --cluster 127.0.0.1:30000 --json
              neuralda tracks --data silo-data
            """)
        { cluster, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var service = await ServiceConnection.ToExistingAsync(
                parsed.GetValue(cluster), parsed.GetValue(data), cancellationToken);
            var statuses = await StatusesAsync(service.Client, cancellationToken);
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            output.Write(Table(statuses));
            if (statuses.Any(status => status.Diagnostics.Length > 0)) output.Write(DiagnosticsTable.Of(statuses));
            output.Result(statuses.Select(status => new
            {
                status.Track, Prior = status.Options.PriorName, status.NewestTime, status.Watermark, status.Accepted,
                status.Duplicates, status.Refused, Analyses = status.LastAnalysisSequence, status.Diagnostics,
            }));
            return CommandLineRunner.Fine;
        });
        return command;
    }

    private static async Task<List<TrackStatus>> StatusesAsync(NeuralDAClient client, CancellationToken cancellationToken)
    {
        var statuses = new List<TrackStatus>();
        foreach (var track in await client.ListTracksAsync(cancellationToken))
        {
            try
            {
                statuses.Add(await client.StatusAsync(track, cancellationToken));
            }
            catch (UnknownTrackException)
            {
                // It is listed first and created then: it is not there yet.
            }
        }
        return statuses;
    }

    private static Table Table(IEnumerable<TrackStatus> statuses)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("track", "prior", "newest time", "watermark", "accepted", "duplicates", "refused", "analyses");
        foreach (var column in table.Columns.Skip(2)) column.RightAligned();
        foreach (var status in statuses)
        {
            var version = status.Options.PriorVersion is { } pinned ? $" (version {pinned})" : "";
            table.AddRow(
                Markup.Escape(status.Track), Markup.Escape(status.Options.PriorName + version),
                Time(status.NewestTime), Time(status.Watermark), Count(status.Accepted), Count(status.Duplicates),
                string.Join(", ", status.Refused.Select(refused => $"{refused.Key} {refused.Value}")),
                Count(status.LastAnalysisSequence));
        }
        return table;
    }

    private static string Time(double? time) => time?.ToString("G6", CultureInfo.InvariantCulture) ?? "";

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
