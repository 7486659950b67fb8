using System.Globalization;

namespace NeuralDA.Cli.Observations;

/// <summary>One line of a table.</summary>
/// <param name="Path">The file.</param>
/// <param name="Number">The line's number in the file, from 1.</param>
/// <param name="Columns">Index of each column.</param>
/// <param name="Fields">The fields.</param>
internal sealed record TableLine(string Path, int Number, IReadOnlyDictionary<string, int> Columns, string[] Fields)
{
    /// <summary>A column's text, or null where the file has no such column.</summary>
    public string? Text(string column)
    {
        if (!Columns.TryGetValue(column, out var index)) return null;
        var text = Fields[index];
        return text.Length > 0 ? text : throw Malformed(column, "a name", text);
    }

    /// <summary>A column's number; NaN and infinities are numbers here, and it is the service that refuses them.</summary>
    public double Float(string column)
    {
        var text = Fields[Columns[column]];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Malformed(column, "a number", text);
    }

    private MalformedLineException Malformed(string column, string expected, string found) =>
        new(Path, Number, $"column '{column}': expected {expected}, found '{found}'");
}
