using NeuralDA.Files.Tables;

namespace NeuralDA.Files.Observations;

/// <summary>Files of observations in any of the <see cref="ObservationFormats"/>, told by their names.</summary>
public static class ObservationFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="track">The track of lines that name none; null is the file's own name.</param>
    /// <returns>The observations of each track in the file's order; tracks in order of appearance.</returns>
    /// <exception cref="MalformedFileException">The file is malformed anywhere.</exception>
    public static IReadOnlyList<TrackObservations> Read(string path, string? track)
    {
        track ??= Path.GetFileNameWithoutExtension(path);
        using var content = File.OpenRead(path);
        return [.. ObservationFormats.OfFile(path).Read(content, path).GroupBy(line => line.Track ?? track)
            .Select(group => new TrackObservations(group.Key, [.. group]))];
    }
}

/// <summary>The observations of one track.</summary>
/// <param name="Track">Track id.</param>
/// <param name="Lines">Its observations.</param>
public sealed record TrackObservations(string Track, IReadOnlyList<ObservationLine> Lines);
