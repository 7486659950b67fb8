using System.Globalization;
using NeuralDA.Cli.Output;
using NeuralDA.Grains.Interfaces.Windows;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NeuralDA.Cli.Watch;

/// <summary>What <c>neuralda watch</c> shows of a track on a terminal.</summary>
internal static class WatchScreen
{
    private const int MostCharts = 4;
    private const int LeastChartHeight = 5, LargestChartHeight = 14;

    // Lines beside the charts: title, legend, counts, diagnostics.
    private const int OtherLines = 14;

    /// <summary>Puts it together.</summary>
    /// <param name="analysis">The newest analysis.</param>
    /// <param name="forecast">What follows it, or null.</param>
    /// <param name="status">Where the track stands.</param>
    /// <param name="terminalHeight">Lines of the terminal.</param>
    public static IRenderable Of(Analysis analysis, Forecast? forecast, TrackStatus status, int terminalHeight)
    {
        var charts = Math.Min(MostCharts, analysis.Components.Length);
        var height = Math.Clamp((terminalHeight - OtherLines) / charts - 1, LeastChartHeight, LargestChartHeight);
        var rows = new List<IRenderable> { new Markup(Title(analysis)) };
        for (var component = 0; component < charts; component++)
        {
            rows.Add(new Markup($"[bold]{Markup.Escape(analysis.Components[component])}[/]"));
            rows.AddRange(ComponentChart.Draw(analysis, forecast, component, height).Select(line => new Markup(Coloured(line))));
        }
        rows.Add(new Markup(
            $"[aqua]{ComponentChart.Mean}[/] analysis  [grey]{ComponentChart.Band}[/] ± 2 std  "
            + $"[blue]{ComponentChart.ForecastMean}[/] forecast  [yellow]{ComponentChart.Used}[/] observation  "
            + $"[red]{ComponentChart.Refused}[/] refused"));
        rows.Add(new Text(Counts(status)));
        if (status.Diagnostics.Length > 0) rows.Add(DiagnosticsTable.Of([status]));
        return new Rows(rows);
    }

    private static string Title(Analysis analysis) => Markup.Escape(string.Create(CultureInfo.InvariantCulture,
        $"{analysis.Track} #{analysis.Sequence}  window [{analysis.Begin:G5}, {analysis.End:G5}) revision {analysis.Revision}  "
        + $"prior version {analysis.PriorVersion}  chi-square {analysis.ChiSquare:G3} of "
        + $"{analysis.Observations.Count(outcome => outcome.Refused is null)}  "
        + $"signal {analysis.DegreesOfFreedomForSignal:G3}{(analysis.IsReopened ? "  RE-OPENED" : "")}"));

    private static string Counts(TrackStatus status)
    {
        var refused = status.Refused.Count == 0 ? "none" : string.Join(", ", status.Refused.Select(entry => $"{entry.Key} {entry.Value}"));
        var shortest = status.Forecasts.Select(score => string.Create(CultureInfo.InvariantCulture,
            $"{score.Component} up to {score.LeadTo:G3} ahead: rms {score.RootMeanSquare:G3} (expected {score.Spread:G3})")).Take(3);
        return $"accepted {status.Accepted}, duplicates {status.Duplicates}, refused: {refused}"
            + (status.Forecasts.Length == 0 ? "" : $"\nforecasts: {string.Join("; ", shortest)}");
    }

    private static string Coloured(string line) => string.Concat(line.Select(symbol => symbol switch
    {
        ComponentChart.Mean => $"[aqua]{symbol}[/]",
        ComponentChart.Band => $"[grey]{symbol}[/]",
        ComponentChart.ForecastMean or ComponentChart.ForecastBand => $"[blue]{symbol}[/]",
        ComponentChart.Used => $"[yellow]{symbol}[/]",
        ComponentChart.Refused => $"[red]{symbol}[/]",
        _ => Markup.Escape(symbol.ToString()),
    }));
}
