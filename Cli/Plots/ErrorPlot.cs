using System.Globalization;
using NeuralDA.Cli.Demo;
using ScottPlot;
using ScottPlot.MultiplotLayouts;

namespace NeuralDA.Cli.Plots;

/// <summary>Draws the error of each method: over all windows, and as it goes with time.</summary>
internal static class ErrorPlot
{
    private const int Height = 560;
    private const int TimeBins = 40;

    private static readonly (string Name, Color Color, Func<WindowErrors, double> Rmse)[] Methods =
    [
        ("climatology", PlotStyle.Climatology, errors => errors.Rmse(errors.Climatology)),
        ("first guess", PlotStyle.FirstGuess, errors => errors.Rmse(errors.FirstGuess)),
        ("neural", PlotStyle.Neural, errors => errors.Rmse(errors.Neural)),
        ("hybrid", PlotStyle.Hybrid, errors => errors.Rmse(errors.Hybrid)),
    ];

    /// <summary>Saves the picture.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="tracks">All tracks.</param>
    public static void Save(string path, DemoScenario scenario, IReadOnlyList<DemoTrack> tracks)
    {
        var windows = tracks.SelectMany(track => track.Windows).ToList();
        var picture = new Multiplot { Layout = new Columns() };
        picture.AddPlots(2);
        DrawBars(picture.GetPlot(0), Sum(windows));
        DrawTimes(picture.GetPlot(1), scenario.Experiment.Model.TimeStep, windows);
        picture.GetPlot(0).Title($"Error over {windows.Count} windows of {tracks.Count} tracks");
        picture.GetPlot(1).Title("Error against time");
        for (var i = 0; i < 2; i++) PlotStyle.Apply(picture.GetPlot(i));
        picture.SavePng(path, PlotStyle.Width, Height);
    }

    private static void DrawBars(Plot plot, WindowErrors total)
    {
        for (var i = 0; i < Methods.Length; i++)
        {
            var rmse = Methods[i].Rmse(total);
            var bar = plot.Add.Bar(i, rmse);
            bar.Color = Methods[i].Color;
            bar.Bars[0].Label = rmse.ToString("0.000", CultureInfo.InvariantCulture);
            bar.ValueLabelStyle.FontSize = 17;
        }
        plot.Axes.Bottom.SetTicks([0, 1, 2, 3], [.. Methods.Select(method => method.Name)]);
        plot.YLabel("RMSE (climatological standard deviations)");
        plot.Axes.Margins(bottom: 0, top: 0.15);
    }

    private static void DrawTimes(Plot plot, double timeStep, List<DemoWindow> windows)
    {
        var width = Math.Max(1, (windows.Max(window => window.FirstStep) + 1.0) / TimeBins);
        var bins = windows.GroupBy(window => (int)(window.FirstStep / width)).OrderBy(bin => bin.Key)
            .Select(bin => (Time: timeStep * bin.Average(window => window.FirstStep + window.Steps / 2.0), Errors: Sum(bin)))
            .ToList();
        foreach (var (name, color, rmse) in Methods)
        {
            var line = plot.Add.Scatter(bins.ConvertAll(bin => bin.Time), bins.ConvertAll(bin => rmse(bin.Errors)), color);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2.5f, 5, name);
        }
        plot.XLabel("middle of the window (model time units)");
        plot.YLabel("RMSE (climatological standard deviations)");
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
        plot.ShowLegend(Alignment.LowerRight);
    }

    private static WindowErrors Sum(IEnumerable<DemoWindow> windows) =>
        windows.Aggregate(default(WindowErrors), (sum, window) => sum + window.Errors);
}
