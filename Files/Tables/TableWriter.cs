using CsvHelper;

namespace NeuralDA.Files.Tables;

/// <summary>Writes a CSV table: invariant culture, the shortest digits that read back as the same number.</summary>
public sealed class TableWriter : IDisposable
{
    private readonly CsvWriter _writer;

    /// <summary>Begins a table with its header.</summary>
    /// <param name="content">Where it goes, UTF-8; it is disposed with this.</param>
    /// <param name="columns">Names of the columns.</param>
    public TableWriter(Stream content, params string[] columns)
    {
        _writer = CsvWriter.Create(content, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: false);
        _writer.WriteRecord(columns);
    }

    /// <summary>Begins a file with its header; the folder is created where missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Names of the columns.</param>
    public TableWriter(string path, params string[] columns) : this(OutputFile.Create(path), columns)
    {
    }

    /// <summary>Adds a text field.</summary>
    /// <param name="text">The text.</param>
    public TableWriter Add(string text)
    {
        _writer.WriteField(text);
        return this;
    }

    /// <summary>Adds a number field.</summary>
    /// <param name="number">The number.</param>
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
