using CsvHelper;

namespace NeuralDA.Cli.Observations;

/// <summary>Writes a CSV file: invariant culture, the shortest digits that read back as the same number.</summary>
internal sealed class TableWriter : IDisposable
{
    private readonly CsvWriter _writer;

    /// <summary>Begins a file with its header; the folder is created where missing.</summary>
    public TableWriter(string path, params string[] columns)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        _writer = CsvWriter.ToFile(path, new CsvWriterOptions { NewLine = "\n" }, FileOptions.None);
        _writer.WriteRecord(columns);
    }

    /// <summary>Adds a text field.</summary>
    public TableWriter Add(string text)
    {
        _writer.WriteField(text);
        return this;
    }

    /// <summary>Adds a number field.</summary>
    public TableWriter Add<T>(T number) where T : struct, IUtf8SpanFormattable
    {
        _writer.WriteField(number, []);
        return this;
    }

    /// <summary>Ends a line.</summary>
    public void EndLine() => _writer.EndRecord();

    /// <summary>Completes the file.</summary>
    public void Dispose() => _writer.Dispose();
}
