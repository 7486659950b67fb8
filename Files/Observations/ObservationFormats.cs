namespace NeuralDA.Files.Observations;

/// <summary>A form in which observations are read.</summary>
/// <param name="MediaType">What HTTP calls it.</param>
/// <param name="Extensions">How names of its files end.</param>
/// <param name="Read">
/// Reads a stream, whose errors call it by the name given. Throws <see cref="Tables.MalformedFileException"/>.
/// </param>
public sealed record ObservationFormat(
    string MediaType, IReadOnlyList<string> Extensions, Func<Stream, string, IReadOnlyList<ObservationLine>> Read);

/// <summary>The forms in which observations are read.</summary>
public static class ObservationFormats
{
    /// <summary>As in <see cref="ObservationTable"/>.</summary>
    public static ObservationFormat Csv { get; } = new("text/csv", [".csv"], ObservationTable.Read);

    /// <summary>An array of objects, as in <see cref="ObservationInput"/>.</summary>
    public static ObservationFormat Json { get; } = new("application/json", [".json"], ObservationJson.ReadArray);

    /// <summary>One object a line, as in <see cref="ObservationInput"/>.</summary>
    public static ObservationFormat Ndjson { get; } = new("application/x-ndjson", [".ndjson", ".jsonl"], ObservationJson.ReadLines);

    /// <summary>
    /// NetCDF-4 with CF attributes: a variable <c>time</c>, a variable for each component, errors in NAME_error_std, in a variable
    /// named by ancillary_variables or in the attribute error_std.
    /// </summary>
    public static ObservationFormat NetCdf { get; } = new("application/x-netcdf", [".nc", ".nc4"], ObservationNetCdf.Read);

    /// <summary>Parquet with the columns of <see cref="ObservationTable"/>.</summary>
    public static ObservationFormat Parquet { get; } = new("application/vnd.apache.parquet", [".parquet"], ObservationParquet.Read);

    /// <summary>Forms that take no more memory than their size suggests, so that they may come from anyone.</summary>
    public static IReadOnlyList<ObservationFormat> Texts { get; } = [Csv, Json, Ndjson];

    /// <summary>All forms.</summary>
    public static IReadOnlyList<ObservationFormat> All { get; } = [.. Texts, NetCdf, Parquet];

    /// <summary>The text form of a content type, or null where it is none.</summary>
    /// <param name="contentType">With or without parameters.</param>
    public static ObservationFormat? Of(string? contentType)
    {
        var mediaType = contentType?.Split(';')[0].Trim();
        return Texts.FirstOrDefault(format => format.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The form of a file by its name; a name that says nothing is CSV.</summary>
    /// <param name="path">The file.</param>
    public static ObservationFormat OfFile(string path) => All.FirstOrDefault(format =>
        format.Extensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))) ?? Csv;
}
