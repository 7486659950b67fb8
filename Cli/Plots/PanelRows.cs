using ScottPlot;

namespace NeuralDA.Cli.Plots;

/// <summary>Panels below each other, the first one higher by the room its title and legend take.</summary>
/// <param name="heading">That room, pixels.</param>
internal sealed class PanelRows(float heading) : IMultiplotLayout
{
    /// <inheritdoc/>
    public PixelRect[] GetSubplotRectangles(SubplotCollection subplots, PixelRect figureRect)
    {
        var height = (figureRect.Height - heading) / subplots.Count;
        return [.. Enumerable.Range(0, subplots.Count).Select(row => new PixelRect(
            figureRect.Left, figureRect.Right,
            bottom: figureRect.Top + heading + (row + 1) * height,
            top: figureRect.Top + (row == 0 ? 0 : heading + row * height)))];
    }
}
