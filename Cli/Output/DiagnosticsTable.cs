using System.Globalization;
using NeuralDA.Grains.Interfaces.Windows;
using Spectre.Console;

namespace NeuralDA.Cli.Output;

/// <summary>How the observations of tracks agree with what is assumed of them.</summary>
internal static class DiagnosticsTable
{
    /// <summary>One row for each component observed.</summary>
    public static Table Of(IEnumerable<TrackStatus> statuses)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("departures from the analysis without the observation") };
        table.AddColumns(
            "track", "component", "used", "refused", "bias", "rms (expected)", "χ²/m", "R is", "background is", "out of its band");
        foreach (var column in table.Columns.Skip(2).SkipLast(1)) column.RightAligned();
        foreach (var status in statuses)
            foreach (var component in status.Diagnostics) table.AddRow(Row(status.Track, component));
        return table;
    }

    /// <summary>The warnings in words, or nothing.</summary>
    public static string Describe(DiagnosticWarnings warnings) =>
        warnings == DiagnosticWarnings.None ? "" : warnings.ToString();

    private static string[] Row(string track, ComponentDiagnostics component) =>
    [
        Markup.Escape(track), Markup.Escape(component.Component),
        component.Used.ToString("N0", CultureInfo.InvariantCulture),
        Share(component.Refused, component.Used + component.Refused),
        Number(component.Bias), $"{Number(component.RootMeanSquare)} ({Number(component.Spread)})",
        Number(component.ChiSquarePerObservation), Times(component.ErrorScale), Times(component.BackgroundScale),
        Describe(component.Warnings),
    ];

    private static string Share(long part, long whole) =>
        whole == 0 ? "" : ((double)part / whole).ToString("P1", CultureInfo.InvariantCulture);

    private static string Times(double scale) => double.IsNaN(scale) ? "" : $"{Number(scale)} times";

    private static string Number(double number) => double.IsNaN(number) ? "" : number.ToString("G3", CultureInfo.InvariantCulture);
}
