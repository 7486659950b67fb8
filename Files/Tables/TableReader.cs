using CsvHelper;

namespace NeuralDA.Files.Tables;

/// <summary>
/// Reads the lines of a CSV table by column name, strictly: a malformed line yields a problem that names source, line, column,
/// what was expected and what was found.
/// </summary>
/// <param name="source">What messages call the table: the file as it was given.</param>
/// <param name="required">Columns that must be there, in any order.</param>
/// <param name="optional">Columns that may be there. Others are refused.</param>
public sealed class TableReader(string source, IReadOnlyList<string> required, IReadOnlyList<string> optional)
{
    private string? _quoting;

    /// <summary>Converts each line after the header.</summary>
    /// <param name="content">The table, UTF-8.</param>
    /// <param name="convert">Makes a value of a line; a <see cref="MalformedLineException"/> marks it as malformed.</param>
    /// <exception cref="MalformedFileException">
    /// The header is wrong or a line is malformed; it tells the first and counts the others.
    /// </exception>
    public IReadOnlyList<T> Read<T>(Stream content, Func<TableLine, T> convert)
    {
        using var reader = CsvReader.Create(content, new CsvReaderOptions
        {
            HasHeader = false,
            Separator = ',',
            TrimWhitespace = true,
            AllowLineBreaksInQuotes = false,
            TrackLineNumbers = true,
            OnMalformedRecord = record => _quoting = $"bad quoting ({record.Reason})",
        }, leaveOpen: true);
        var columns = ReadHeader(reader);
        var values = new List<T>();
        var (first, malformed) = ((MalformedLineException?)null, 0);
        while (reader.Read())
        {
            try
            {
                values.Add(convert(ReadLine(reader, columns)));
            }
            catch (MalformedLineException problem)
            {
                first ??= problem;
                malformed++;
            }
        }
        if (first is null) return values;
        var others = malformed == 1 ? "" : $" (and {malformed - 1} more malformed lines)";
        throw new MalformedFileException(first.Message + others);
    }

    private TableLine ReadLine(CsvReader reader, Dictionary<string, int> columns)
    {
        var line = (int)reader.LineNumber;
        var problem = _quoting;
        if (reader.FieldCount != columns.Count) problem ??= $"expected {columns.Count} fields, found {reader.FieldCount}";
        _quoting = null;
        return problem is null
            ? new TableLine(source, line, columns, Fields(reader))
            : throw new MalformedLineException(source, line, problem);
    }

    private Dictionary<string, int> ReadHeader(CsvReader reader)
    {
        var expected = string.Join(',', optional.Concat(required));
        if (!reader.Read()) throw new MalformedFileException($"{source}:1: expected the header {expected}, found an empty file");
        var columns = new Dictionary<string, int>();
        foreach (var (index, name) in Fields(reader).Index())
        {
            if (!required.Contains(name) && !optional.Contains(name))
                throw new MalformedFileException($"{source}:1: column '{name}': expected a header with the columns {expected}");
            if (!columns.TryAdd(name, index))
                throw new MalformedFileException($"{source}:1: column '{name}': expected once, found twice");
        }
        var missing = required.FirstOrDefault(name => !columns.ContainsKey(name));
        return missing is null
            ? columns
            : throw new MalformedFileException(
                $"{source}:1: column '{missing}': expected in the header, found {string.Join(',', columns.Keys)}");
    }

    private static string[] Fields(CsvReader reader)
    {
        var fields = new string[reader.FieldCount];
        for (var i = 0; i < fields.Length; i++) fields[i] = reader.GetString(i);
        return fields;
    }
}
