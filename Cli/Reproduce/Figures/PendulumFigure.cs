namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>The paper's Figure 1: one window of the pendulum, angle and momentum against time and against each other.</summary>
internal static class PendulumFigure
{
    private const int PanelHeight = 310;
    private const float Middle = 0.58f;

    /// <summary>Saves the picture.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="window">The window, with the estimates to show.</param>
    public static void Save(string path, FigureWindow window)
    {
        var sheet = new FigureSheet(
            $"Damped pendulum ({window.Source}): only the {window.Observed} is observed",
            $"{window.Choice}. In parentheses: RMSE in this window, angle in rad and momentum in rad/s together",
            2 * PanelHeight, [.. PanelPlace.Rows(2, left: 0, Middle), new PanelPlace(Middle, 0, 1, 1)]);
        WindowPanel.DrawComponent(sheet[0], window, 0);
        WindowPanel.DrawComponent(sheet[1], window, 1);
        WindowPanel.DrawPhasePlane(sheet[2], window, horizontal: 0, vertical: 1);
        sheet[1].XLabel("time (s)");
        sheet.ShowLegendOf(sheet[0]);
        sheet.Save(path);
    }
}
