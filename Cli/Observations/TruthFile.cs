using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Observations;

/// <summary>Hidden truth as CSV, <c>track,time,component,value</c>, physical units and model time units.</summary>
internal sealed class TruthFile
{
    /// <summary>Times are compared to this part of a step.</summary>
    private const double PartsOfStep = 1024;

    private readonly Dictionary<(string Track, string Component, long Time), double> _values = [];
    private readonly double _timeStep;

    private TruthFile(double timeStep) => _timeStep = timeStep;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="timeStep">Model time between steps.</param>
    public static TruthFile Read(string path, double timeStep)
    {
        var truth = new TruthFile(timeStep);
        using var content = File.OpenRead(path);
        var table = new TableReader(path, ["track", "time", "component", "value"], []);
        foreach (var (track, time, component, value) in table.Read(
            content, line => (line.Text("track")!, line.Float("time"), line.Text("component")!, line.Float("value"))))
            truth._values[(track, component, truth.Key(time))] = value;
        return truth;
    }

    /// <summary>Begins a file to write.</summary>
    public static TableWriter Create(string path) => new(path, "track", "time", "component", "value");

    /// <summary>The true trajectory of an analysis' window, [T · φ], or null where the file does not have all of it.</summary>
    public double[]? Window(Analysis analysis)
    {
        var window = new double[analysis.Mean.Count];
        for (var i = 0; i < window.Length; i++)
        {
            var (step, component) = (i / analysis.Components.Length, i % analysis.Components.Length);
            var key = (analysis.Track, analysis.Components[component], Key(analysis.Begin + step * analysis.TimeStep));
            if (!_values.TryGetValue(key, out window[i])) return null;
        }
        return window;
    }

    private long Key(double time) => (long)Math.Round(time / _timeStep * PartsOfStep);
}
