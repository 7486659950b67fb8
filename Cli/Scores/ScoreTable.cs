using System.Globalization;
using NeuralDA.Assimilation.Verification;
using Spectre.Console;

namespace NeuralDA.Cli.Scores;

/// <summary>Scores of methods as a table, normalised units, 95 % intervals in brackets.</summary>
internal static class ScoreTable
{
    /// <summary>Makes the table.</summary>
    /// <param name="title">What was scored.</param>
    /// <param name="methods">The methods' names and scores.</param>
    public static Table Of(string title, IEnumerable<(string Method, VerificationScores Scores)> methods)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(title)) };
        table.AddColumn("method");
        foreach (var column in new[] { "RMSE", "0.5 MSE", "per-window mean", "median", "CRPS", "spread/skill", "90 % coverage" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (method, scores) in methods)
        {
            table.AddRow(
                method,
                $"{Number(scores.Rmse)} {Interval(scores.RmseInterval)}",
                Number(scores.HalfMse),
                $"{Number(scores.MeanWindowRmse)} {Interval(scores.MeanWindowRmseInterval)}",
                Number(scores.MedianWindowRmse),
                Number(scores.Crps),
                Number(scores.SpreadSkill),
                Number(scores.Coverage90));
        }
        return table;
    }

    private static string Number(double? number) => number?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "";

    private static string Interval(ConfidenceInterval interval) =>
        Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"[{interval.Low:0.0000}, {interval.High:0.0000}]"));
}
