using ScottPlot;
using PlotStyle = NeuralDA.Cli.Plots.PlotStyle;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>How good a method is and how long it takes.</summary>
/// <param name="Method">The method's name, which decides its colour.</param>
/// <param name="Microseconds">
/// Time for a window, positive; null for what is shown as a line to compare with, as climatology and the Bayes bound.
/// </param>
/// <param name="Rmse">Its error, normalised units.</param>
internal readonly record struct MethodCost(string Method, double? Microseconds, double Rmse);

/// <summary>Draws error against time for all methods on one observation process: towards the lower left is better.</summary>
internal static class ErrorAgainstTimeFigure
{
    private const int PanelHeight = 640;

    // Room beyond the outermost points, decades: for their labels.
    private const double TimeMargin = 0.3;
    private const double ErrorMargin = 0.08;

    /// <summary>Saves the picture.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="source">The setting's name and the observation process's short name.</param>
    /// <param name="note">How errors and times were measured.</param>
    /// <param name="methods">The methods, at least one of them with a time.</param>
    public static void Save(string path, string source, string note, IReadOnlyList<MethodCost> methods)
    {
        var sheet = new FigureSheet($"Error against time ({source})", note, PanelHeight, new PanelPlace(0, 0, 1, 1));
        var panel = sheet[0];
        var points = methods.Where(method => method.Microseconds is not null).Select(method => (
            At: new Coordinates(Math.Log10(method.Microseconds!.Value), Math.Log10(method.Rmse)), method.Method)).ToList();
        var (best, worst) = (methods.Min(method => method.Rmse), methods.Max(method => method.Rmse));
        panel.Axes.SetLimits(
            points.Min(point => point.At.X) - TimeMargin, points.Max(point => point.At.X) + TimeMargin,
            Math.Log10(best) - ErrorMargin, Math.Log10(worst) + ErrorMargin);
        LogAxis.Label(panel.Axes.Bottom);
        LogAxis.Label(panel.Axes.Left);
        panel.XLabel("time for a window (µs)");
        panel.YLabel("RMSE (normalised units)");
        foreach (var line in methods.Where(method => method.Microseconds is null)) DrawLine(panel, line);
        foreach (var (at, method) in points)
            panel.Add.Marker(at, MarkerShape.FilledCircle, size: 16, PlotStyle.OfMethod(method));
        PointLabels.Add(panel, new PixelSize(PlotStyle.Width, PanelHeight), points);
        sheet.Save(path);
    }

    private static void DrawLine(Plot panel, MethodCost method)
    {
        var line = panel.Add.HorizontalLine(
            Math.Log10(method.Rmse), width: 2, PlotStyle.OfMethod(method.Method), LinePattern.Dashed);
        var text = panel.Add.Text(method.Method, panel.Axes.GetLimits().Left, line.Y);
        (text.LabelAlignment, text.LabelFontSize, text.LabelFontColor) = (Alignment.LowerLeft, PointLabels.FontSize, line.Color);
        (text.LabelBold, text.OffsetX) = (true, 8);
    }
}
