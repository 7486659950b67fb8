using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace NeuralDA.Assimilation.Networks;

/// <summary>A named float32 tensor.</summary>
/// <param name="Shape">Its sizes; their product is the number of elements.</param>
/// <param name="Elements">The elements, row-major.</param>
public sealed record NamedTensor(IReadOnlyList<int> Shape, float[] Elements);

/// <summary>
/// The safetensors format: 8 bytes of header length, a JSON header that names each tensor's type, shape and place, then the
/// data, all little-endian. Equal content gives equal bytes. Only float32 tensors are used here.
/// </summary>
/// <param name="Tensors">The tensors by name.</param>
/// <param name="Metadata">Free text by key, the format's <c>__metadata__</c>.</param>
public sealed record SafeTensors(
    IReadOnlyDictionary<string, NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    private const string MetadataKey = "__metadata__";
    private const int LargestHeader = 1 << 20;

    /// <summary>The file's bytes.</summary>
    public byte[] Write()
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            foreach (var (key, value) in Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal)) json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (var (name, tensor) in Ordered())
            {
                var end = offset + sizeof(float) * (long)tensor.Elements.Length;
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                WriteNumbers(json, "shape", tensor.Shape.Select(size => (long)size));
                WriteNumbers(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }
            json.WriteEndObject();
        }
        // The header is padded with spaces so that the data is aligned.
        while (header.Length % 8 != 0) header.WriteByte((byte)' ');

        using var file = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        header.WriteTo(file);
        foreach (var (_, tensor) in Ordered()) file.Write(MemoryMarshal.AsBytes<float>(tensor.Elements));
        return file.ToArray();
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">The bytes are not such a file; the message says where it departs.</exception>
    public static SafeTensors Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < sizeof(long)) throw new FormatException($"the file has {file.Length} bytes; a header length takes 8");
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(file);
        if (headerLength is < 2 or > LargestHeader || headerLength > file.Length - sizeof(long))
            throw new FormatException($"the header is said to have {headerLength} bytes, the file has {file.Length}");
        var data = file[(sizeof(long) + (int)headerLength)..];
        try
        {
            using var header = JsonDocument.Parse(file.Slice(sizeof(long), (int)headerLength).ToArray());
            var tensors = new Dictionary<string, NamedTensor>();
            var metadata = new Dictionary<string, string>();
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == MetadataKey)
                    foreach (var item in entry.Value.EnumerateObject()) metadata[item.Name] = item.Value.GetString() ?? "";
                else
                    tensors[entry.Name] = ReadTensor(entry, data);
            }
            return new SafeTensors(tensors, metadata);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"the header is not that of a safetensors file: {error.Message}", error);
        }
    }

    private static NamedTensor ReadTensor(JsonProperty entry, ReadOnlySpan<byte> data)
    {
        var type = entry.Value.GetProperty("dtype").GetString();
        if (type != "F32") throw new FormatException($"tensor '{entry.Name}' has type {type}; expected F32");
        var (sizes, places) = (entry.Value.GetProperty("shape"), entry.Value.GetProperty("data_offsets"));
        int[] shape = [.. sizes.EnumerateArray().Select(size => size.TryGetInt32(out var number) ? number : -1)];
        long[] offsets = [.. places.EnumerateArray().Select(offset => offset.TryGetInt64(out var number) ? number : -1)];
        // In floating point, where a product too large for any file cannot come back as a small one.
        var bytes = shape.Aggregate((double)sizeof(float), (product, size) => product * size);
        if (shape.Any(size => size < 0)
            || offsets is not [var begin, var end] || begin < 0 || end > data.Length || end - begin != bytes)
            throw new FormatException($"tensor '{entry.Name}' of shape {sizes} lies at {places} of {data.Length} bytes");
        return new NamedTensor(shape, MemoryMarshal.Cast<byte, float>(data[(int)begin..(int)end]).ToArray());
    }

    private IEnumerable<KeyValuePair<string, NamedTensor>> Ordered() => Tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal);

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
