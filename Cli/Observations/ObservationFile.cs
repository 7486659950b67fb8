using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Observations;

/// <summary>
/// Observations as CSV, <c>track,time,component,value,error_std</c>: the track may be left out, columns come in any order,
/// values are in physical units and times in model time units.
/// </summary>
internal static class ObservationFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="track">The track of all lines, if the file has no column of tracks; null is the file's own name.</param>
    /// <returns>The observations of each track in the file's order; tracks in order of appearance.</returns>
    /// <exception cref="MalformedFileException">The file is malformed anywhere.</exception>
    public static IReadOnlyList<TrackObservations> Read(string path, string? track)
    {
        track ??= Path.GetFileNameWithoutExtension(path);
        var lines = new TableReader(path, ["time", "component", "value", "error_std"], ["track"]).Read(line => (
            Track: line.Text("track") ?? track,
            Observation: new ObservationLine(line.Number, new Observation(
                line.Float("time"), line.Text("component")!, line.Float("value"), line.Float("error_std")))));
        return [.. lines.GroupBy(line => line.Track, line => line.Observation)
            .Select(group => new TrackObservations(group.Key, [.. group]))];
    }

    /// <summary>Begins a file to write.</summary>
    public static TableWriter Create(string path) => new(path, "track", "time", "component", "value", "error_std");

    /// <summary>Adds an observation.</summary>
    public static void Add(this TableWriter table, string track, Observation observation) =>
        table.Add(track).Add(observation.Time).Add(observation.Component)
            .Add(observation.Value).Add(observation.ErrorStandardDeviation).EndLine();
}

/// <summary>The observations of one track.</summary>
/// <param name="Track">Track id.</param>
/// <param name="Lines">Its observations.</param>
internal sealed record TrackObservations(string Track, IReadOnlyList<ObservationLine> Lines);

/// <summary>One observation and the line of the file it comes from.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Observation">The observation.</param>
internal readonly record struct ObservationLine(int Line, Observation Observation);
