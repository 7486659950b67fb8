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
/// <param name="Checks">What was asked of the service.</param>
internal sealed record StreamResult(
    string Stream, int Steps, IReadOnlyList<StreamingScores> Methods, IReadOnlyList<StreamingCheck> Checks);

/// <summary>The table of a streaming reproduction: on the terminal, as JSON and in Markdown.</summary>
internal static class StreamingReport
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly (string Head, Func<StreamingScores, string> Cell)[] Columns =
    [
        ("method", row => row.Method),
        ("tracks", row => row.Tracks.ToString(CultureInfo.InvariantCulture)),
        ("RMSE", row => $"{Number(row.Rmse)} [{Number(row.Interval.Low)}, {Number(row.Interval.High)}]"),
        ("½ MSE", row => Number(row.Rmse * row.Rmse / 2, "0.0000")),
        ("spread/skill", row => Number(row.SpreadSkill, "0.00")),
        ("cov90", row => Number(row.Coverage90)),
        ("by quarter", row => string.Join(" ", row.Quarters.Select(quarter => Number(quarter)))),
        ("bad", row => Number(row.BadShare)),
        ("longest bad run", row => row.LongestBadRun.ToString(CultureInfo.InvariantCulture)),
        ("lost", row => row.LostTracks.ToString(CultureInfo.InvariantCulture)),
    ];

    private static readonly (string Head, Func<StreamingCheck, string> Cell)[] CheckColumns =
    [
        ("asked of", check => check.Method),
        ("", check => check.Quantity),
        ("at least", check => Limit(check.Low)),
        ("at most", check => Limit(check.High)),
        ("found", check => Number(check.Found, "0.0000")),
        ("", check => check.Passed ? "passed" : "FAILED"),
    ];

    private const string Legend =
        "At the newest step of each window, normalised units; the first 64 steps are left out. RMSE with its 95 % bootstrap interval over "
        + "tracks; bad: share of windows whose newest error exceeds 0.3; by quarter: RMSE of each quarter of the track; "
        + "lost: tracks that end in a bad run longer than four window lengths. Limits are for 64 tracks of 200 window lengths.";

    /// <summary>The methods of one stream as a table for the terminal.</summary>
    public static Table Table(StreamResult result) => Table(Title(result), Columns, result.Methods);

    /// <summary>What was asked on one stream as a table for the terminal.</summary>
    public static Table Checks(StreamResult result) => Table($"{result.Stream}: asked and found", CheckColumns, result.Checks);

    /// <summary>Writes streaming.json and streaming.md into a folder.</summary>
    public static void Write(string folder, IReadOnlyList<StreamResult> results)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "streaming.json"), JsonSerializer.Serialize(results, JsonOptions));
        var text = new StringBuilder($"# Streaming\n\n{Legend}\n");
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Title(result)}\n");
            Append(text, Columns, result.Methods);
            Append(text, CheckColumns, result.Checks);
        }
        File.WriteAllText(Path.Combine(folder, "streaming.md"), text.ToString());
    }

    private static Table Table<T>(string title, (string Head, Func<T, string> Cell)[] columns, IReadOnlyList<T> rows)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(title)) };
        foreach (var (head, _) in columns) table.AddColumn(new TableColumn(head).NoWrap().RightAligned());
        foreach (var row in rows) table.AddRow([.. columns.Select(column => Markup.Escape(column.Cell(row)))]);
        return table;
    }

    private static void Append<T>(StringBuilder text, (string Head, Func<T, string> Cell)[] columns, IReadOnlyList<T> rows)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", columns.Select(column => column.Head))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|{string.Concat(Enumerable.Repeat(" --- |", columns.Length))}");
        foreach (var row in rows)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", columns.Select(column => column.Cell(row)))} |");
    }

    private static string Limit(double limit) => limit == double.MinValue ? "" : Number(limit, "0.####");

    private static string Title(StreamResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.Stream}: tracks of {result.Steps} steps");

    private static string Number(double number, string format = "0.000") => number.ToString(format, CultureInfo.InvariantCulture);
}
