using System.Globalization;
using ScottPlot;
using PlotStyle = NeuralDA.Cli.Plots.PlotStyle;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>Draws a window into panels: one component against time, or two against each other.</summary>
internal static class WindowPanel
{
    /// <summary>The method whose standard deviation is shown as a band.</summary>
    private const string Banded = "neural";

    /// <summary>Draws one component against time.</summary>
    public static void DrawComponent(Plot panel, FigureWindow window, int component)
    {
        var times = window.Times;
        double[] Values(double[] trajectory) => window.Component(trajectory, component);
        foreach (var estimate in window.Estimates.Where(estimate => estimate.Method == Banded))
            Band(panel, times, Values(estimate.Mean), Values(estimate.StandardDeviation!));
        Lines(panel, window, trajectory => (times, Values(trajectory)));
        var observed = window.Observations.Where(observation => observation.Component == component).ToList();
        var points = panel.Add.ScatterPoints(
            observed.ConvertAll(observation => observation.Step * window.TimeStep),
            observed.ConvertAll(observation => observation.Value), PlotStyle.Observation);
        (points.MarkerShape, points.MarkerSize, points.LegendText) = (MarkerShape.FilledCircle, 13, "observation");
        (points.MarkerStyle.OutlineColor, points.MarkerStyle.OutlineWidth) = (PlotStyle.Truth, 1.5f);
        panel.YLabel(PlotStyle.Label(window.Components[component], window.Units[component]));
        panel.Axes.SetLimitsX(times[0], times[^1]);
    }

    /// <summary>Draws one component against another.</summary>
    public static void DrawPhasePlane(Plot panel, FigureWindow window, int horizontal, int vertical)
    {
        Lines(panel, window, trajectory => (window.Component(trajectory, horizontal), window.Component(trajectory, vertical)));
        panel.XLabel(PlotStyle.Label(window.Components[horizontal], window.Units[horizontal]));
        panel.YLabel(PlotStyle.Label(window.Components[vertical], window.Units[vertical]));
    }

    private static void Band(Plot panel, double[] times, double[] mean, double[] deviation)
    {
        var band = panel.Add.FillY(
            times, [.. mean.Zip(deviation, (m, s) => m - 2 * s)], [.. mean.Zip(deviation, (m, s) => m + 2 * s)]);
        band.FillColor = PlotStyle.OfMethod(Banded).WithAlpha(0.22);
        band.LineWidth = 0;
    }

    private static void Lines(Plot panel, FigureWindow window, Func<double[], (double[] X, double[] Y)> curve)
    {
        Line(panel, curve(window.Truth), PlotStyle.Truth, 3.5f, LinePattern.Solid, "truth");
        foreach (var estimate in window.Estimates)
        {
            var error = estimate.Rmse.ToString("0.000", CultureInfo.InvariantCulture);
            var spread = estimate.Method == Banded ? " ± 2 standard deviations" : "";
            Line(panel, curve(estimate.Mean), PlotStyle.OfMethod(estimate.Method), 2.5f, Pattern(estimate.Method),
                $"{estimate.Method}{spread} ({error})");
        }
    }

    // The starts of descents recede; what is not a network's estimate is dashed, so that truth shows through beneath.
    private static LinePattern Pattern(string method) => method switch
    {
        "first guess" => LinePattern.Dotted,
        "neural" => LinePattern.Solid,
        _ => LinePattern.Dashed,
    };

    private static void Line(
        Plot panel, (double[] X, double[] Y) curve, Color color, float width, LinePattern pattern, string legend)
    {
        var line = panel.Add.ScatterLine(curve.X, curve.Y, color);
        (line.LineWidth, line.LinePattern, line.LegendText) = (width, pattern, legend);
    }
}
