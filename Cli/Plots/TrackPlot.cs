using NeuralDA.Assimilation.Priors;
using NeuralDA.Cli.Demo;
using NeuralDA.Grains.Interfaces.Windows;
using ScottPlot;

namespace NeuralDA.Cli.Plots;

/// <summary>Draws the truth, the observations and the analysis of one track, one panel for each component.</summary>
internal static class TrackPlot
{
    private const int Steps = 192;
    private const int PanelHeight = 320;
    private const int HeadingHeight = 110;
    private const int AxisWidth = 70;

    /// <summary>Saves the picture.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="track">The track.</param>
    /// <param name="prior">Names and units of the components.</param>
    public static void Save(string path, DemoTrack track, PriorDescription prior)
    {
        var segment = new TrackSegment(track, Steps);
        var picture = new Multiplot { Layout = new PanelRows(HeadingHeight) };
        picture.AddPlots(prior.Components.Count);
        for (var component = 0; component < prior.Components.Count; component++)
        {
            var panel = picture.GetPlot(component);
            Draw(panel, segment, component);
            panel.YLabel(PlotStyle.Label(prior.Components[component], prior.Units[component]));
            panel.Axes.Left.MinimumSize = panel.Axes.Left.MaximumSize = AxisWidth;
            panel.HideLegend();
            PlotStyle.Apply(panel);
        }
        picture.GetPlot(0).Title($"Track {track.Id}: only {Observed(segment, prior)} is observed");
        picture.GetPlot(0).Legend.Orientation = Orientation.Horizontal;
        picture.GetPlot(0).ShowLegend(Edge.Top);
        picture.GetPlot(prior.Components.Count - 1).XLabel("time (model time units)");
        picture.SavePng(path, PlotStyle.Width, HeadingHeight + PanelHeight * prior.Components.Count);
    }

    private static void Draw(Plot panel, TrackSegment segment, int component)
    {
        var (times, mean, deviation) = (segment.Times, segment.Mean(component), segment.StandardDeviation(component));
        var band = panel.Add.FillY(
            times, [.. mean.Zip(deviation, (m, s) => m - 2 * s)], [.. mean.Zip(deviation, (m, s) => m + 2 * s)]);
        band.FillColor = PlotStyle.Neural.WithAlpha(0.22);
        band.LineWidth = 0;
        band.LegendText = "neural analysis ± 2 standard deviations";

        Line(panel, times, segment.Truth(component), PlotStyle.Truth, 2.5f, LinePattern.Solid, "hidden truth");
        Line(panel, times, mean, PlotStyle.Neural, 2.5f, LinePattern.Solid, "neural analysis");
        Line(panel, times, segment.Hybrid(component), PlotStyle.Hybrid, 2, LinePattern.DenselyDashed, "hybrid analysis");
        var observations = segment.Observations(component).ToLookup(outcome => outcome.Refused is null);
        Points(
            panel, observations[true], PlotStyle.Observation, MarkerShape.FilledCircle, "observation ± 2 standard deviations");
        Points(panel, observations[false], PlotStyle.Refused, MarkerShape.Eks, "refused as a gross error");
        panel.Axes.SetLimitsX(times[0], times[^1]);
    }

    private static void Line(
        Plot panel, double[] times, double[] values, Color color, float width, LinePattern pattern, string legend)
    {
        var line = panel.Add.ScatterLine(times, values, color);
        (line.LineWidth, line.LinePattern, line.LegendText) = (width, pattern, legend);
    }

    private static void Points(
        Plot panel, IEnumerable<ObservationOutcome> outcomes, Color color, MarkerShape shape, string legend)
    {
        double[] times = [.. outcomes.Select(outcome => outcome.Time)], values = [.. outcomes.Select(outcome => outcome.Value)];
        if (times.Length == 0) return;
        var bars = panel.Add.ErrorBar(times, values, [.. outcomes.Select(outcome => 2 * outcome.ErrorStandardDeviation)]);
        (bars.Color, bars.LineWidth, bars.CapSize) = (color, 2, 4);
        var points = panel.Add.ScatterPoints(times, values, color);
        (points.MarkerShape, points.MarkerSize, points.LegendText) = (shape, shape == MarkerShape.Eks ? 12 : 7, legend);
        if (shape == MarkerShape.Eks) points.MarkerLineWidth = 3;
    }

    private static string Observed(TrackSegment segment, PriorDescription prior) => string.Join(
        ", ", prior.Components.Where((_, component) => segment.Observations(component).Count > 0));
}
