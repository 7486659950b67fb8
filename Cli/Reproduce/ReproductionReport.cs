using System.Globalization;
using System.Text;
using System.Text.Json;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;
using NeuralDA.Assimilation.Verification;
using NeuralDA.Files.Tables;
using Spectre.Console;

namespace NeuralDA.Cli.Reproduce;

/// <summary>The table of a reproduction: on the terminal, as CSV, as JSON and in Markdown.</summary>
internal static class ReproductionReport
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    // Short heads, so that the table fits a terminal; the legend says what they mean.
    private static readonly (string Head, Func<MethodRow, string> Cell)[] Columns =
    [
        ("method", row => row.Method),
        ("RMSE", row => $"{Number(row.Scores.Rmse)} {Interval(row.Scores.RmseInterval)}"),
        ("½ MSE", row => Number(row.Scores.HalfMse)),
        ("w mean", row => Number(row.Scores.MeanWindowRmse)),
        ("w median", row => Number(row.Scores.MedianWindowRmse)),
        ("CRPS", row => Number(row.Scores.Crps)),
        ("s/s", row => Number(row.Scores.SpreadSkill, "0.000")),
        ("cov90", row => Number(row.Scores.Coverage90, "0.000")),
        ("lost", row => Number(row.LostShare, "0.000")),
        ("solves", row => Number(row.Solves, "0.0")),
        ("J<.05", row => Number(row.SolvesToThreshold, "0.0")),
        ("µs batch", row => Number(row.BatchMicroseconds, "0.0")),
        ("µs alone", row => Number(row.SingleMicroseconds, "0")),
    ];

    private static readonly (string Name, Func<ProcessResult, MethodRow, double?> Value)[] Figures =
    [
        ("windows", (result, _) => result.Windows),
        ("seeds", (result, _) => result.Seeds),
        ("rmse", (_, row) => row.Scores.Rmse),
        ("rmse_low", (_, row) => row.Scores.RmseInterval.Low),
        ("rmse_high", (_, row) => row.Scores.RmseInterval.High),
        ("half_mse", (_, row) => row.Scores.HalfMse),
        ("window_mean", (_, row) => row.Scores.MeanWindowRmse),
        ("window_median", (_, row) => row.Scores.MedianWindowRmse),
        ("crps", (_, row) => row.Scores.Crps),
        ("spread_skill", (_, row) => row.Scores.SpreadSkill),
        ("coverage90", (_, row) => row.Scores.Coverage90),
        ("lost", (_, row) => row.LostShare),
        ("solves", (_, row) => row.Solves),
        ("solves_to_threshold", (_, row) => row.SolvesToThreshold),
        ("batch_microseconds", (_, row) => row.BatchMicroseconds),
        ("single_microseconds", (_, row) => row.SingleMicroseconds),
    ];

    private const string Legend =
        "Errors in normalised units. RMSE with its 95 % bootstrap interval over windows; w mean, w median: of each window's own RMSE; "
        + "s/s: spread over skill; cov90: share of the truth within the central 90 %; lost: share of windows with an RMSE above 0.5; "
        + "solves: linear solves or evaluations of the prior a window; J<.05: those until J / (d + m) < 0.05, over windows that got there; "
        + "µs: processor time of one thread a window, in batches of 256 and alone, medians of 5 side by side.";

    /// <summary>One process as a table for the terminal.</summary>
    public static Table Table(ProcessResult result)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(Title(result))) };
        foreach (var (head, _) in Columns) table.AddColumn(new TableColumn(head).NoWrap().RightAligned());
        foreach (var row in result.Methods) table.AddRow([.. Columns.Select(column => Markup.Escape(column.Cell(row)))]);
        var notes = Notes(result);
        if (notes.Count > 0) table.Caption = new TableTitle(Markup.Escape(string.Join("\n", notes)));
        return table;
    }

    /// <summary>Writes all results into a folder: results.json, results.csv and report.md.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="results">The results.</param>
    /// <param name="figures">The file names of the figures in that folder.</param>
    public static void Write(string folder, IReadOnlyList<ProcessResult> results, IReadOnlyList<string> figures)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(results, JsonOptions));
        WriteCsv(Path.Combine(folder, "results.csv"), results);
        File.WriteAllText(Path.Combine(folder, "report.md"), Markdown(results, figures));
    }

    private static void WriteCsv(string path, IReadOnlyList<ProcessResult> results)
    {
        using var table = new TableWriter(path, ["setting", "process", "method", .. Figures.Select(figure => figure.Name)]);
        foreach (var result in results)
        {
            foreach (var row in result.Methods)
            {
                table.Add(result.Setting).Add(result.Process).Add(row.Method);
                foreach (var (_, value) in Figures)
                {
                    if (value(result, row) is { } number) table.Add(number);
                    else table.Add("");
                }
                table.EndLine();
            }
        }
    }

    private static string Markdown(IReadOnlyList<ProcessResult> results, IReadOnlyList<string> figures)
    {
        var text = new StringBuilder($"# Reproduction\n\n{Legend}\n");
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Title(result)}\n\n");
            text.AppendLine($"| {string.Join(" | ", Columns.Select(column => column.Head))} |");
            text.AppendLine($"|{string.Concat(Enumerable.Repeat(" --- |", Columns.Length))}");
            foreach (var row in result.Methods) text.AppendLine($"| {string.Join(" | ", Columns.Select(column => column.Cell(row)))} |");
            foreach (var note in Notes(result)) text.Append('\n').AppendLine(note);
        }
        foreach (var figure in figures) text.Append(CultureInfo.InvariantCulture, $"\n![{Path.GetFileNameWithoutExtension(figure)}]({figure})\n");
        return text.ToString();
    }

    private static string Title(ProcessResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{result.Setting}, {result.Process}: {result.Windows} test windows, {result.Seeds} training {(result.Seeds == 1 ? "seed" : "seeds")}");

    private static List<string> Notes(ProcessResult result)
    {
        var notes = result.Methods.Where(row => row.SeedRmse.Count > 1)
            .Select(row => $"{row.Method}, RMSE by training seed: {string.Join(", ", row.SeedRmse.Select(rmse => Number(rmse)))}; "
                + $"95 % interval of their mean (Student's t): {Interval(SeedInterval(row.SeedRmse))}").ToList();
        notes.Add($"neural + mixture: {Number(result.NeuralWeight, "0.00")} of the network, by least squares on validation windows");
        if (result.Bound is { } bound) notes.Add(BoundLine(bound));
        return notes;
    }

    private static string BoundLine(BoundResult bound)
    {
        var ratios = bound.MethodRmse.Select(method => $"{method.Key} {Number(method.Value / bound.Scores.Rmse, "0.00")}");
        return $"Bayes bound on the first {bound.Scores.Windows} of them: {Number(bound.Scores.Rmse)} {Interval(bound.Scores.RmseInterval)}, per-window mean "
            + $"{Number(bound.Scores.MeanWindowRmse)}; effective sample at least {Number(bound.SmallestSample, "0")}, median {Number(bound.MedianSample, "0")}; "
            + $"RMSE there as a multiple of it: {string.Join(", ", ratios)}";
    }

    private static ConfidenceInterval SeedInterval(IReadOnlyList<double> rmse)
    {
        var quantile = StudentT.InvCDF(location: 0, scale: 1, freedom: rmse.Count - 1, p: 0.975);
        var half = quantile * Statistics.StandardDeviation(rmse) / Math.Sqrt(rmse.Count);
        return new ConfidenceInterval(rmse.Average() - half, rmse.Average() + half);
    }

    // What diverges has no use for decimals.
    private static string Number(double? number, string format = "0.0000") =>
        number?.ToString(number > 1e6 ? "0.#e0" : format, CultureInfo.InvariantCulture) ?? "";

    private static string Interval(ConfidenceInterval interval) =>
        $"[{Number(interval.Low)}, {Number(interval.High)}]";
}
