using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Windows;
using Parquet;
using Parquet.Schema;

namespace NeuralDA.Files.Observations;

/// <summary>Observations from a Parquet file with the columns of <see cref="ObservationTable"/>.</summary>
internal static class ObservationParquet
{
    private static readonly string[] Required = ["time", "component", "value", "error_std"];

    /// <summary>Reads a file; the line of an observation is its row, from 0.</summary>
    public static IReadOnlyList<ObservationLine> Read(Stream content, string source)
    {
        try
        {
            // The library reads asynchronously only; a file on disk has nothing to wait for.
            return ReadAsync(content).GetAwaiter().GetResult();
        }
        // The library tells of a foreign or damaged file by exceptions of many kinds.
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            throw new MalformedFileException($"{source}: not observations in Parquet: {problem.Message}");
        }
    }

    private static async Task<IReadOnlyList<ObservationLine>> ReadAsync(Stream content)
    {
        await using var reader = await ParquetReader.CreateAsync(content, leaveStreamOpen: true).ConfigureAwait(false);
        var fields = reader.Schema.DataFields.ToDictionary(field => field.Name);
        foreach (var required in Required.Where(name => !fields.ContainsKey(name)))
            throw new InvalidDataException($"column '{required}': expected, found {string.Join(", ", fields.Keys)}");
        var lines = new List<ObservationLine>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var rows = reader.OpenRowGroupReader(i);
            var (times, values) = (await NumbersAsync(rows, fields["time"]), await NumbersAsync(rows, fields["value"]));
            var (components, errors) = (await TextsAsync(rows, fields["component"]), await NumbersAsync(rows, fields["error_std"]));
            var tracks = fields.TryGetValue("track", out var track) ? await TextsAsync(rows, track) : null;
            for (var row = 0; row < times.Length; row++)
                lines.Add(new ObservationLine(
                    lines.Count, tracks?[row], new Observation(times[row], components[row] ?? "", values[row], errors[row])));
        }
        return lines;
    }

    private static async Task<double[]> NumbersAsync(ParquetRowGroupReader rows, DataField field)
    {
        if (field.ClrType == typeof(double)) return await ReadAsync<double>(rows, field).ConfigureAwait(false);
        if (field.ClrType == typeof(float)) return await ReadAsync<float>(rows, field).ConfigureAwait(false);
        if (field.ClrType == typeof(long)) return await ReadAsync<long>(rows, field).ConfigureAwait(false);
        if (field.ClrType == typeof(int)) return await ReadAsync<int>(rows, field).ConfigureAwait(false);
        throw new InvalidDataException($"column '{field.Name}': expected numbers, found {field.ClrType.Name}");
    }

    private static async Task<double[]> ReadAsync<T>(ParquetRowGroupReader rows, DataField field)
        where T : struct, System.Numerics.INumber<T>
    {
        if (!field.IsNullable)
        {
            var values = new T[rows.RowCount];
            await rows.ReadAsync<T>(field, values.AsMemory()).ConfigureAwait(false);
            return Array.ConvertAll(values, double.CreateChecked);
        }
        var nullable = new T?[rows.RowCount];
        await rows.ReadAsync(field, nullable.AsMemory()).ConfigureAwait(false);
        return Array.ConvertAll(nullable, value => value is { } number ? double.CreateChecked(number) : double.NaN);
    }

    private static async Task<string?[]> TextsAsync(ParquetRowGroupReader rows, DataField field)
    {
        if (field.ClrType != typeof(string) && field.ClrType != typeof(ReadOnlyMemory<char>))
            throw new InvalidDataException($"column '{field.Name}': expected text, found {field.ClrType.Name}");
        var texts = new string?[rows.RowCount];
        await rows.ReadAsync(field, texts.AsMemory()).ConfigureAwait(false);
        return texts;
    }
}
