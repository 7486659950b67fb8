using System.Globalization;

namespace NeuralDA.Files.Tables;

/// <summary>One line of a table.</summary>
/// <param name="Source">What messages call the table: the file as it was given.</param>
/// <param name="Number">The line's number in the table, from 1.</param>
/// <param name="Columns">Index of each column.</param>
/// <param name="Fields">The fields.</param>
public sealed record TableLine(string Source, int Number, IReadOnlyDictionary<string, int> Columns, string[] Fields)
{
    /// <summary>A column's text, or null where the table has no such column.</summary>
    /// <param name="column">Name of the column.</param>
    /// <exception cref="MalformedLineException">It is empty.</exception>
    public string? Text(string column)
    {
        if (!Columns.TryGetValue(column, out var index)) return null;
        var text = Fields[index];
        return text.Length > 0 ? text : throw Malformed(column, "a name", text);
    }

    /// <summary>A column's number; NaN and infinities are numbers here, and it is the service that refuses them.</summary>
    /// <param name="column">Name of a required column.</param>
    /// <exception cref="MalformedLineException">It is not a number.</exception>
    public double Float(string column)
    {
        var text = Fields[Columns[column]];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Malformed(column, "a number", text);
    }

    private MalformedLineException Malformed(string column, string expected, string found) =>
        new(Source, Number, $"column '{column}': expected {expected}, found '{found}'");
}
