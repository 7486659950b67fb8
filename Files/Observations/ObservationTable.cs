using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Files.Observations;

/// <summary>
/// Observations as CSV, <c>track,time,component,value,error_std</c>: the track may be left out, columns come in any order,
/// values are in physical units and times in model time units. A column <c>unit</c> may say the units, to be checked.
/// </summary>
public static class ObservationTable
{
    /// <summary>Reads a table.</summary>
    /// <param name="content">The table, UTF-8.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="MalformedFileException">It is malformed anywhere.</exception>
    public static IReadOnlyList<ObservationLine> Read(Stream content, string source) =>
        new TableReader(source, ["time", "component", "value", "error_std"], ["track", "unit"]).Read(content, line => new ObservationLine(
            line.Number, line.Text("track"), new Observation(
                line.Float("time"), line.Text("component")!, line.Float("value"), line.Float("error_std"),
                line.Text("unit"))));

    /// <summary>Begins a file to write.</summary>
    /// <param name="path">The file.</param>
    public static TableWriter Create(string path) => new(path, "track", "time", "component", "value", "error_std");

    /// <summary>Adds an observation.</summary>
    /// <param name="table">Made by <see cref="Create"/>.</param>
    /// <param name="track">Its track.</param>
    /// <param name="observation">The observation.</param>
    public static void Add(this TableWriter table, string track, Observation observation) =>
        table.Add(track).Add(observation.Time).Add(observation.Component)
            .Add(observation.Value).Add(observation.ErrorStandardDeviation).EndLine();
}

/// <summary>One observation and the line of the file it comes from.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Track">Its track, or null where the file does not say.</param>
/// <param name="Observation">The observation.</param>
public readonly record struct ObservationLine(int Line, string? Track, Observation Observation);
