using System.Globalization;
using System.Text.Json;
using NeuralDA.Assimilation.Streaming;
using Spectre.Console;

namespace NeuralDA.Cli.Reproduce.Quality;

/// <summary>The tables about quality control: on the terminal and as JSON.</summary>
internal static class QualityReport
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Gross errors.</summary>
    public static Table Table(IReadOnlyList<GrossErrorResult> results) => Table(
        "gross errors",
        [
            "stream", "method", "RMSE without", "with", "taken out", "raised by", "taken out by", "good refused", "gross refused",
            "refused without",
        ],
        results.Select(result => new[]
        {
            result.Stream, result.Method, Score(result.Clean), Score(result.Spoiled), Score(result.Known),
            Percent(result.Increase), Percent(result.KnownIncrease), Percent(result.GoodRefused),
            Percent(result.GrossRefused), Percent(result.CleanRefused),
        }));

    /// <summary>What gross errors cost at least.</summary>
    public static Table Table(IReadOnlyList<GrossErrorBound> bounds) => Table(
        "particle filter that knows their share and size", ["stream", "tracks", "RMSE without", "with", "raised by"],
        bounds.Select(bound => new[]
        {
            bound.Stream, $"{bound.Clean.Tracks}", Score(bound.Clean), Score(bound.Spoiled), Percent(bound.Increase),
        }));

    /// <summary>Stated error variances.</summary>
    public static Table Table(IReadOnlyList<ErrorScaleResult> results) => Table(
        "error variance, true over stated",
        ["stream", "true", "tracks", "observations", "lowest", "median", "highest", "within 20 %", "warned", "other warnings"],
        results.Select(result => new[]
        {
            result.Stream, Number(result.TrueScale), $"{result.Tracks}", $"{result.Observations}", Number(result.Lowest),
            Number(result.Median), Number(result.Highest), $"{result.Within}", $"{result.Warned}", $"{result.OtherWarnings}",
        }));

    /// <summary>Writes quality.json into a folder.</summary>
    public static void Write(string folder, QualityResults results)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "quality.json"), JsonSerializer.Serialize(results, JsonOptions));
    }

    private static Table Table(string title, string[] heads, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(title) };
        foreach (var head in heads) table.AddColumn(new TableColumn(head).NoWrap().RightAligned());
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }

    private static string Score(StreamingScores scores) =>
        $"{Number(scores.Rmse)} [{Number(scores.Interval.Low)}, {Number(scores.Interval.High)}]";

    private static string Number(double number) => number.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Percent(double part) => part.ToString("0.00 %", CultureInfo.InvariantCulture);
}
