using ScottPlot;
using PlotStyle = NeuralDA.Cli.Plots.PlotStyle;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>How good a method is and how long it takes.</summary>
/// <param name="Method">The method's name, which decides its colour.</param>
/// <param name="Microseconds">Time for a window, positive.</param>
/// <param name="Rmse">Its error, normalised units.</param>
internal readonly record struct MethodCost(string Method, double Microseconds, double Rmse);

/// <summary>Draws error against time for all methods on one observation process: towards the lower left is better.</summary>
internal static class ErrorAgainstTimeFigure
{
    private const int PanelHeight = 640;

    // Room beyond the outermost points, decades: for their labels.
    private const double TimeMargin = 0.5;
    private const double ErrorMargin = 0.1;

    /// <summary>Saves the picture.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="source">The setting's name and the observation process's short name.</param>
    /// <param name="note">How errors and times were measured.</param>
    /// <param name="methods">The methods.</param>
    /// <param name="bound">The Bayes bound, or null.</param>
    public static void Save(string path, string source, string note, IReadOnlyList<MethodCost> methods, double? bound = null)
    {
        var sheet = new FigureSheet($"Error against time ({source})", note, PanelHeight, new PanelPlace(0, 0, 1, 1));
        var panel = sheet[0];
        Coordinates[] points = [.. methods.Select(method => new Coordinates(Math.Log10(method.Microseconds), Math.Log10(method.Rmse)))];
        double[] errors = [.. points.Select(point => point.Y), .. bound is { } value ? [Math.Log10(value)] : Array.Empty<double>()];
        panel.Axes.SetLimits(
            points.Min(point => point.X) - TimeMargin, points.Max(point => point.X) + TimeMargin,
            errors.Min() - ErrorMargin, errors.Max() + ErrorMargin);
        LogAxis.Label(panel.Axes.Bottom);
        LogAxis.Label(panel.Axes.Left);
        panel.XLabel("time for a window (µs)");
        panel.YLabel("RMSE (climatological standard deviations)");
        if (bound is not null) DrawBound(panel, errors[^1]);
        for (var i = 0; i < points.Length; i++)
        {
            var marker = panel.Add.Marker(points[i], MarkerShape.FilledCircle, size: 16, PlotStyle.OfMethod(methods[i].Method));
            marker.MarkerLineWidth = 0;
        }
        PointLabels.Add(panel, new PixelSize(PlotStyle.Width, PanelHeight),
            [.. points.Zip(methods, (point, method) => (point, method.Method, PlotStyle.OfMethod(method.Method)))]);
        sheet.Save(path);
    }

    private static void DrawBound(Plot panel, double error)
    {
        var line = panel.Add.HorizontalLine(error, width: 2, PlotStyle.OfMethod("bound"), LinePattern.Dashed);
        var text = panel.Add.Text("Bayes bound", panel.Axes.GetLimits().Right, error);
        (text.LabelAlignment, text.LabelFontSize, text.LabelFontColor) = (Alignment.LowerRight, 15, line.Color);
    }
}
