using MathNet.Numerics.Distributions;
using ScottPlot;
using ScottPlot.TickGenerators;
using PlotStyle = NeuralDA.Cli.Plots.PlotStyle;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>
/// Draws whether predicted standard deviations can be believed: spread against skill, and where in the predicted Gaussians
/// the truth lies.
/// </summary>
internal static class ReliabilityFigure
{
    private const int PanelHeight = 600;
    private const int SpreadBins = 20;
    private const int RankBins = 20;

    /// <summary>Saves the picture.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="source">The setting's name and the observation process's short name.</param>
    /// <param name="note">Which windows.</param>
    /// <param name="samples">The methods' predictions, at least one.</param>
    public static void Save(string path, string source, string note, IReadOnlyList<ReliabilitySample> samples)
    {
        var sheet = new FigureSheet(
            $"Reliability of predicted standard deviations ({source})", note, PanelHeight,
            new PanelPlace(0, 0, 0.5f, 1), new PanelPlace(0.5f, 0, 1, 1));
        DrawSpreadSkill(sheet[0], samples);
        DrawRanks(sheet[1], samples);
        sheet.Save(path);
    }

    private static void DrawSpreadSkill(Plot panel, IReadOnlyList<ReliabilitySample> samples)
    {
        var ends = new List<double>();
        foreach (var sample in samples)
        {
            var bins = SpreadSkill(sample);
            ends.AddRange(bins.SelectMany(bin => new[] { bin.X, bin.Y }));
            var line = panel.Add.Scatter(bins, PlotStyle.OfMethod(sample.Method));
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2.5f, 9, sample.Method);
        }
        var (low, high) = (ends.Min() - 0.1, ends.Max() + 0.1);
        var diagonal = panel.Add.Line(low, low, high, high);
        (diagonal.Color, diagonal.LinePattern, diagonal.LineWidth) = (PlotStyle.Truth, LinePattern.Dashed, 1.5f);
        diagonal.LegendText = "reliable; above: overconfident";
        panel.Axes.SetLimits(low, high, low, high);
        LogAxis.Label(panel.Axes.Bottom);
        LogAxis.Label(panel.Axes.Left);
        panel.Title($"Spread against skill, {SpreadBins} bins of equal count");
        panel.XLabel("predicted standard deviation");
        panel.YLabel("RMSE");
        panel.ShowLegend(Alignment.UpperLeft);
    }

    // Decimal logarithms of root mean variance and root mean square error, in bins of equal count by predicted deviation.
    private static Coordinates[] SpreadSkill(ReliabilitySample sample)
    {
        var ordered = sample.StandardDeviations.Zip(sample.Errors, (Spread, Error) => (Spread, Error))
            .OrderBy(pair => pair.Spread).ToArray();
        return [.. ordered.Chunk((ordered.Length + SpreadBins - 1) / SpreadBins).Select(bin => new Coordinates(
            Math.Log10(bin.Average(pair => pair.Spread * pair.Spread)) / 2,
            Math.Log10(bin.Average(pair => pair.Error * pair.Error)) / 2))];
    }

    private static void DrawRanks(Plot panel, IReadOnlyList<ReliabilitySample> samples)
    {
        double[] edges = [.. Enumerable.Range(0, RankBins + 1).Select(edge => (double)edge / RankBins)];
        foreach (var sample in samples)
        {
            var density = RankDensity(sample);
            var steps = panel.Add.Scatter(edges, [.. density, density[^1]], PlotStyle.OfMethod(sample.Method));
            (steps.ConnectStyle, steps.MarkerSize, steps.LineWidth) = (ConnectStyle.StepHorizontal, 0, 2.5f);
            steps.LegendText = sample.Method;
        }
        var uniform = panel.Add.HorizontalLine(1, width: 1.5f, PlotStyle.Truth, LinePattern.Dashed);
        uniform.LegendText = "reliable";
        panel.Axes.AutoScale();
        panel.Axes.SetLimits(0, 1, 0, 1.25 * panel.Axes.GetLimits().Top);
        panel.Title("Where the truth lies in the predicted Gaussian");
        panel.XLabel("share of the predicted Gaussian below the truth");
        panel.YLabel("density");
        panel.Axes.Left.TickGenerator = new NumericAutomatic { TargetTickCount = 8 };
        panel.ShowLegend(Alignment.UpperLeft);
    }

    private static double[] RankDensity(ReliabilitySample sample)
    {
        var density = new double[RankBins];
        foreach (var (error, deviation) in sample.Errors.Zip(sample.StandardDeviations))
        {
            var bin = (int)(RankBins * Normal.CDF(0, 1, error / deviation));
            density[Math.Min(bin, RankBins - 1)] += (double)RankBins / sample.Errors.Length;
        }
        return density;
    }
}
