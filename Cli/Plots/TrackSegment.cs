using NeuralDA.Cli.Demo;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Plots;

/// <summary>A stretch of a track's analyses, each step taken from the window in whose middle it lies most nearly.</summary>
internal sealed class TrackSegment
{
    private readonly DemoTrack _track;
    private readonly List<DemoWindow> _windows;
    private readonly List<Analysis> _sources;

    /// <summary>Takes the last steps of a track.</summary>
    /// <param name="track">A track that keeps its analyses and has at least one.</param>
    /// <param name="steps">How many steps at most.</param>
    public TrackSegment(DemoTrack track, int steps)
    {
        _track = track;
        _windows = [.. track.Windows];
        var end = _windows[^1].FirstStep + _windows[^1].Steps;
        FirstStep = Math.Max(0, end - steps);
        _sources = [.. Enumerable.Range(FirstStep, end - FirstStep).Select(step => NearestMiddle(step).Analysis!)];
        Times = [.. _sources.Select((analysis, i) => (FirstStep + i) * analysis.TimeStep)];
    }

    /// <summary>First step.</summary>
    public int FirstStep { get; }

    /// <summary>Model times of the steps.</summary>
    public double[] Times { get; }

    /// <summary>The true values of a component.</summary>
    public double[] Truth(int component) =>
        [.. _sources.Select((analysis, i) => _track.Truth.Window(FirstStep + i, 1)[component])];

    /// <summary>The neural analysis of a component.</summary>
    public double[] Mean(int component) => Values(component, analysis => analysis.Mean);

    /// <summary>Its standard deviation.</summary>
    public double[] StandardDeviation(int component) => Values(component, analysis => analysis.StandardDeviation);

    /// <summary>The analysis of a component after the Gauss-Newton steps.</summary>
    public double[] Hybrid(int component) => Values(component, analysis => analysis.RefinedMean ?? analysis.Mean);

    /// <summary>The observations of a component, as the newest analysis of each judged them.</summary>
    public List<ObservationOutcome> Observations(int component)
    {
        var outcomes = new Dictionary<long, ObservationOutcome>();
        foreach (var window in _windows)
            foreach (var outcome in window.Analysis!.Observations) outcomes[outcome.Sequence] = outcome;
        return [.. outcomes.Values.Where(outcome =>
            outcome.Component == component && outcome.Time >= Times[0] && outcome.Time <= Times[^1])];
    }

    private double[] Values(int component, Func<Analysis, Grains.Interfaces.Serialization.FloatBlob> field) =>
        [.. _sources.Select((analysis, i) =>
        {
            var step = FirstStep + i - (int)Math.Round(analysis.Begin / analysis.TimeStep);
            return (double)field(analysis)[step * analysis.Components.Length + component];
        })];

    private DemoWindow NearestMiddle(int step) =>
        _windows.MinBy(window => Math.Abs(step - (window.FirstStep + (window.Steps - 1) / 2.0)))!;
}
