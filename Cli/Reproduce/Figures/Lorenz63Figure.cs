namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>The paper's Figure 2: one window of Lorenz 63, each component against time.</summary>
internal static class Lorenz63Figure
{
    private const int PanelHeight = 290;

    /// <summary>Saves the picture.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="window">The window, with the estimates to show.</param>
    public static void Save(string path, FigureWindow window)
    {
        var components = window.Components.Count;
        var sheet = new FigureSheet(
            $"Lorenz 63 ({window.Source}): only {window.Observed} is observed",
            $"{window.Choice}. In parentheses: RMSE in this window, climatological standard deviations",
            components * PanelHeight, [.. PanelPlace.Rows(components, left: 0, right: 1)]);
        for (var component = 0; component < components; component++)
            WindowPanel.DrawComponent(sheet[component], window, component);
        sheet[components - 1].XLabel("time (model time units)");
        sheet.ShowLegendOf(sheet[0]);
        sheet.Save(path);
    }
}
