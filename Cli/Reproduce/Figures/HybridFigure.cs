using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Lanes;
using ScottPlot;
using PlotStyle = NeuralDA.Cli.Plots.PlotStyle;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>The paper's Figure 3: 4D-Var from the first guess and from the neural estimate, with the cost beside it.</summary>
internal static class HybridFigure
{
    private const int PanelHeight = 270;
    private const float Middle = 0.62f;

    /// <summary>Saves the picture.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="shown">The window and both descents.</param>
    public static void Save(string path, HybridCase shown)
    {
        var (window, components) = (shown.Window, shown.Window.Components.Count);
        var sheet = new FigureSheet(
            $"4D-Var from two starts ({window.Source})", $"{window.Choice}. In parentheses: RMSE", components * PanelHeight,
            [.. PanelPlace.Rows(components, left: 0, Middle), new PanelPlace(Middle, 0, 1, 1)]);
        for (var component = 0; component < components; component++)
            WindowPanel.DrawComponent(sheet[component], window, component);
        sheet[components - 1].XLabel("time (model time units)");
        DrawCosts(sheet[components], shown);
        sheet.ShowLegendOf(sheet[0]);
        sheet.Save(path);
    }

    private static void DrawCosts(Plot panel, HybridCase shown)
    {
        DrawDescent(panel, shown.FromFirstGuess, "4D-Var", "4D-Var from the first guess");
        DrawDescent(panel, shown.FromNeural, "hybrid", "4D-Var from the neural estimate: hybrid");
        var threshold = panel.Add.HorizontalLine(Math.Log10(LevenbergMarquardtUpdate<Float64>.Threshold));
        (threshold.Color, threshold.LinePattern, threshold.LineWidth) = (PlotStyle.Truth, LinePattern.Dashed, 1.5f);
        threshold.LegendText = "the paper's stopping rule, 0.05";
        LogAxis.Label(panel.Axes.Left);
        panel.XLabel("linear solves");
        panel.YLabel("cost J / (d + m)");
        panel.ShowLegend(Alignment.UpperRight);
    }

    private static void DrawDescent(Plot panel, Descent descent, string method, string start)
    {
        double[] solves = [.. Enumerable.Range(0, descent.Costs.Count).Select(solve => (double)solve)];
        var line = panel.Add.Scatter(solves, [.. descent.Costs.Select(Math.Log10)], PlotStyle.OfMethod(method));
        (line.LineWidth, line.MarkerSize, line.LegendText) = (2.5f, 8, start);
    }
}
