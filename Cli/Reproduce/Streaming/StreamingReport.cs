using System.Globalization;
using System.Text;
using System.Text.Json;
using NeuralDA.Assimilation.Streaming;
using Spectre.Console;

namespace NeuralDA.Cli.Reproduce.Streaming;

/// <summary>What was found for one stream.</summary>
/// <param name="Stream">The stream's short name.</param>
/// <param name="Steps">The length of each track.</param>
/// <param name="Methods">The scores of the methods at the newest step.</param>
internal sealed record StreamResult(string Stream, int Steps, IReadOnlyList<StreamingScores> Methods);

/// <summary>The table of a streaming reproduction: on the terminal, as JSON and in Markdown.</summary>
internal static class StreamingReport
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly (string Head, Func<StreamingScores, string> Cell)[] Columns =
    [
        ("method", row => row.Method),
        ("tracks", row => row.Tracks.ToString(CultureInfo.InvariantCulture)),
        ("RMSE", row => $"{Number(row.Rmse)} [{Number(row.Interval.Low)}, {Number(row.Interval.High)}]"),
        ("spread/skill", row => Number(row.SpreadSkill, "0.00")),
        ("cov90", row => Number(row.Coverage90)),
        ("by quarter", row => string.Join(" ", row.Quarters.Select(quarter => Number(quarter)))),
        ("bad", row => Number(row.BadShare)),
        ("longest bad run", row => row.LongestBadRun.ToString(CultureInfo.InvariantCulture)),
    ];

    private const string Legend =
        "At the newest step of each window, normalised units; the first 64 steps are left out. RMSE with its 95 % bootstrap interval over "
        + "tracks; bad: share of windows whose newest error exceeds 0.3; by quarter: RMSE of each quarter of the track.";

    /// <summary>One stream as a table for the terminal.</summary>
    public static Table Table(StreamResult result)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(Title(result))) };
        foreach (var (head, _) in Columns) table.AddColumn(new TableColumn(head).NoWrap().RightAligned());
        foreach (var row in result.Methods) table.AddRow([.. Columns.Select(column => Markup.Escape(column.Cell(row)))]);
        return table;
    }

    /// <summary>Writes streaming.json and streaming.md into a folder.</summary>
    public static void Write(string folder, IReadOnlyList<StreamResult> results)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "streaming.json"), JsonSerializer.Serialize(results, JsonOptions));
        var text = new StringBuilder($"# Streaming\n\n{Legend}\n");
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Title(result)}\n\n");
            text.AppendLine($"| {string.Join(" | ", Columns.Select(column => column.Head))} |");
            text.AppendLine($"|{string.Concat(Enumerable.Repeat(" --- |", Columns.Length))}");
            foreach (var row in result.Methods) text.AppendLine($"| {string.Join(" | ", Columns.Select(column => column.Cell(row)))} |");
        }
        File.WriteAllText(Path.Combine(folder, "streaming.md"), text.ToString());
    }

    private static string Title(StreamResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.Stream}: tracks of {result.Steps} steps");

    private static string Number(double number, string format = "0.000") => number.ToString(format, CultureInfo.InvariantCulture);
}
