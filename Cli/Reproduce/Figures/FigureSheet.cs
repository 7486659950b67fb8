using ScottPlot;
using PlotStyle = NeuralDA.Cli.Plots.PlotStyle;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>The place of a panel on a sheet, as parts of the width and of the height below the heading.</summary>
internal readonly record struct PanelPlace(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Places below each other that share a strip of the sheet.</summary>
    public static IEnumerable<PanelPlace> Rows(int count, float left, float right) =>
        Enumerable.Range(0, count).Select(row => new PanelPlace(left, (float)row / count, right, (row + 1f) / count));
}

/// <summary>A picture of several panels under one heading: a title, a note below it, and a legend for all panels.</summary>
internal sealed class FigureSheet : IMultiplotLayout
{
    private const int TitleHeight = 78;
    private const int LegendHeight = 40;
    private const int AxisWidth = 78;

    // Room for three dashes, by which a dashed line is known.
    private const int SymbolWidth = 36;
    private readonly Multiplot _sheet;
    private readonly PanelPlace[] _places;
    private readonly int _height;
    private int _headingHeight = TitleHeight;

    /// <summary>Makes an empty sheet.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="note">How it was chosen, and units.</param>
    /// <param name="height">The height of the panels together, pixels.</param>
    /// <param name="places">Where the panels are.</param>
    public FigureSheet(string title, string note, int height, params PanelPlace[] places)
    {
        PlotStyle.UseOwnFont();
        (_height, _places) = (height, places);
        _sheet = new Multiplot { Layout = this };
        _sheet.AddPlots(places.Length + 1);
        Heading.Layout.Frameless();
        Heading.HideAxesAndGrid();
        Write(title, fontSize: 22, offset: 6);
        Write(note, fontSize: 16, offset: 42);
        foreach (var panel in Panels)
        {
            panel.Axes.Left.MinimumSize = panel.Axes.Left.MaximumSize = AxisWidth;
            panel.Legend.SymbolWidth = SymbolWidth;
            panel.HideLegend();
        }
    }

    /// <summary>The panels, in the order of their places.</summary>
    public IEnumerable<Plot> Panels => Enumerable.Range(0, _places.Length).Select(i => this[i]);

    /// <summary>A panel.</summary>
    public Plot this[int panel] => _sheet.GetPlot(panel + 1);

    /// <summary>The height of the whole picture, pixels.</summary>
    public int Height => _headingHeight + _height;

    private Plot Heading => _sheet.GetPlot(0);

    /// <summary>Writes one legend under the title, of what a panel shows.</summary>
    /// <param name="panel">The panel.</param>
    public void ShowLegendOf(Plot panel)
    {
        _headingHeight = TitleHeight + LegendHeight;
        var legend = Heading.Legend;
        legend.ManualItems.AddRange(panel.Legend.GetItems());
        (legend.FontSize, legend.SymbolWidth) = (16, SymbolWidth);
        (legend.OutlineWidth, legend.ShadowFillStyle.IsVisible) = (0, false);
        legend.TightHorizontalWrapping = true;
        Heading.ShowLegend(Alignment.LowerCenter, Orientation.Horizontal);
    }

    /// <summary>Saves the sheet as a PNG file <see cref="PlotStyle.Width"/> wide.</summary>
    public void Save(string path)
    {
        foreach (var panel in Panels) PlotStyle.Apply(panel);
        _sheet.SavePng(path, PlotStyle.Width, Height);
    }

    /// <inheritdoc/>
    PixelRect[] IMultiplotLayout.GetSubplotRectangles(SubplotCollection subplots, PixelRect figureRect)
    {
        var (width, top) = (figureRect.Width, figureRect.Top + _headingHeight);
        var height = figureRect.Bottom - top;
        return
        [
            new PixelRect(figureRect.Left, figureRect.Right, bottom: top, top: figureRect.Top),
            .. _places.Select(place => new PixelRect(
                figureRect.Left + place.Left * width, figureRect.Left + place.Right * width,
                bottom: top + place.Bottom * height, top: top + place.Top * height)),
        ];
    }

    private void Write(string text, float fontSize, float offset)
    {
        var line = Heading.Add.Annotation(text, Alignment.UpperCenter);
        (line.LabelFontSize, line.OffsetY) = (fontSize, offset);
        line.LabelBackgroundColor = line.LabelBorderColor = line.LabelShadowColor = Colors.Transparent;
    }
}
