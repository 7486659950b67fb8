using CsvHelper;

namespace NeuralDA.Cli.Observations;

/// <summary>
/// Reads the lines of a CSV file by column name, strictly: a malformed line yields a problem that names file, line, column,
/// what was expected and what was found.
/// </summary>
/// <param name="path">The file; messages name it as given.</param>
/// <param name="required">Columns that must be there, in any order.</param>
/// <param name="optional">Columns that may be there. Others are refused.</param>
internal sealed class TableReader(string path, IReadOnlyList<string> required, IReadOnlyList<string> optional)
{
    private string? _quoting;

    /// <summary>Converts each line after the header.</summary>
    /// <param name="convert">Makes a value of a line; a <see cref="MalformedLineException"/> marks it as malformed.</param>
    /// <exception cref="MalformedFileException">
    /// The header is wrong or a line is malformed; it tells the first and counts the others.
    /// </exception>
    public List<T> Read<T>(Func<TableLine, T> convert)
    {
        using var reader = CsvReader.FromFile(path, new CsvReaderOptions
        {
            HasHeader = false,
            Separator = ',',
            TrimWhitespace = true,
            AllowLineBreaksInQuotes = false,
            TrackLineNumbers = true,
            OnMalformedRecord = record => _quoting = $"bad quoting ({record.Reason})",
        });
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
            ? new TableLine(path, line, columns, Fields(reader))
            : throw new MalformedLineException(path, line, problem);
    }

    private Dictionary<string, int> ReadHeader(CsvReader reader)
    {
        var expected = string.Join(',', optional.Concat(required));
        if (!reader.Read()) throw new MalformedFileException($"{path}:1: expected the header {expected}, found an empty file");
        var columns = new Dictionary<string, int>();
        foreach (var (index, name) in Fields(reader).Index())
        {
            if (!required.Contains(name) && !optional.Contains(name))
                throw new MalformedFileException($"{path}:1: column '{name}': expected a header with the columns {expected}");
            if (!columns.TryAdd(name, index))
                throw new MalformedFileException($"{path}:1: column '{name}': expected once, found twice");
        }
        var missing = required.FirstOrDefault(name => !columns.ContainsKey(name));
        return missing is null
            ? columns
            : throw new MalformedFileException(
                $"{path}:1: column '{missing}': expected in the header, found {string.Join(',', columns.Keys)}");
    }

    private static string[] Fields(CsvReader reader) => [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
}

/// <summary>A file that is not the table it should be.</summary>
/// <param name="message">FILE:LINE: what was expected and what was found.</param>
internal sealed class MalformedFileException(string message) : FormatException(message);

/// <summary>One line of a file that is malformed.</summary>
/// <param name="path">The file.</param>
/// <param name="line">Its line, from 1.</param>
/// <param name="problem">What was expected and what was found.</param>
internal sealed class MalformedLineException(string path, int line, string problem)
    : FormatException($"{path}:{line}: {problem}");
