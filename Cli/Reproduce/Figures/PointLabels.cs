using ScottPlot;
using PlotStyle = NeuralDA.Cli.Plots.PlotStyle;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>Writes names beside points, each where it covers least of other points and names and stays inside.</summary>
internal static class PointLabels
{
    /// <summary>The size of all names.</summary>
    public const float FontSize = 17;
    private const float MarkerRadius = 9;
    private const float Gap = 13;

    // Where a label may be relative to its point, best first, and the corner of the label that is nearest to the point.
    private static readonly (float X, float Y, Alignment Nearest)[] Sides =
    [
        (Gap, 0, Alignment.MiddleLeft), (-Gap, 0, Alignment.MiddleRight),
        (0, -Gap, Alignment.LowerCenter), (0, Gap, Alignment.UpperCenter),
        (Gap, -Gap, Alignment.LowerLeft), (Gap, Gap, Alignment.UpperLeft),
        (-Gap, -Gap, Alignment.LowerRight), (-Gap, Gap, Alignment.UpperRight),
    ];

    /// <summary>Adds the labels.</summary>
    /// <param name="panel">A panel whose limits are set.</param>
    /// <param name="size">The size at which it will be drawn.</param>
    /// <param name="points">The points with the names of their methods.</param>
    public static void Add(Plot panel, PixelSize size, IReadOnlyList<(Coordinates At, string Method)> points)
    {
        panel.RenderInMemory((int)size.Width, (int)size.Height);
        using var paint = Paint.NewDisposablePaint();
        var inside = panel.RenderManager.LastRender.DataRect;
        var taken = points.Select(point => Around(panel.GetPixel(point.At))).ToList();
        foreach (var (at, method) in points)
        {
            var text = panel.Add.Text(method, at);
            (text.LabelFontSize, text.LabelFontColor, text.LabelBold) = (FontSize, PlotStyle.OfMethod(method), true);
            var (pixel, measured) = (panel.GetPixel(at), text.LabelStyle.Measure(method, paint).Size);
            var best = Sides.MinBy(side =>
            {
                var label = Rectangle(pixel, measured, side);
                return taken.Sum(other => Overlap(label, other)) + measured.Area - Overlap(label, inside);
            });
            (text.OffsetX, text.OffsetY, text.LabelAlignment) = best;
            taken.Add(Rectangle(pixel, measured, best));
        }
    }

    private static PixelRect Around(Pixel point) => new(
        point.X - MarkerRadius, point.X + MarkerRadius, bottom: point.Y + MarkerRadius, top: point.Y - MarkerRadius);

    private static PixelRect Rectangle(Pixel point, PixelSize size, (float X, float Y, Alignment Nearest) side)
    {
        var left = point.X + side.X - size.Width * side.Nearest.HorizontalFraction();
        var bottom = point.Y + side.Y + size.Height * side.Nearest.VerticalFraction();
        return new PixelRect(left, left + size.Width, bottom, bottom - size.Height);
    }

    private static float Overlap(PixelRect a, PixelRect b) =>
        Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left))
        * Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top));
}
