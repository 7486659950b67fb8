using System.Text.Json;
using NeuralDA.Files.Tables;

namespace NeuralDA.Files.Observations;

/// <summary>Observations as JSON.</summary>
internal static class ObservationJson
{
    private const string Expected = """expected {"time": 0.5, "component": "u1", "value": 1.2, "error_std": 0.4}""";

    /// <summary>Reads an array; the line of an observation is its index.</summary>
    public static IReadOnlyList<ObservationLine> ReadArray(Stream content, string source)
    {
        try
        {
            var inputs = JsonSerializer.Deserialize(BytesOf(content).Span, ObservationInputContext.Default.ListObservationInput);
            return inputs is null ? throw new JsonException("null is no array") : [.. inputs.Select((input, index) => Require(input).At(index))];
        }
        catch (JsonException problem)
        {
            throw new MalformedFileException($"{source}: {problem.Path}: an array was expected, each element as in: {Describe(problem)}");
        }
    }

    /// <summary>Reads one object a line; empty lines are skipped.</summary>
    public static IReadOnlyList<ObservationLine> ReadLines(Stream content, string source)
    {
        var rest = BytesOf(content).Span;
        var lines = new List<ObservationLine>();
        for (var number = 1; rest.Length > 0; number++)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).Trim(" \t\r"u8);
            if (line.Length > 0) lines.Add(ReadLine(line, number, source));
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return lines;
    }

    // The serializer is faster on bytes that lie together, and those of a request do.
    private static ReadOnlyMemory<byte> BytesOf(Stream content)
    {
        if (content is not MemoryStream memory || !memory.TryGetBuffer(out var buffer))
        {
            memory = new MemoryStream();
            content.CopyTo(memory);
            memory.Position = 0;
            memory.TryGetBuffer(out buffer);
        }
        var bytes = buffer.AsMemory((int)memory.Position);
        return bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
    }

    private static ObservationLine ReadLine(ReadOnlySpan<byte> line, int number, string source)
    {
        try
        {
            return Require(JsonSerializer.Deserialize(line, ObservationInputContext.Default.ObservationInput)).At(number);
        }
        catch (JsonException problem)
        {
            throw new MalformedFileException($"{source}:{number}: {problem.Path}: {Describe(problem)}");
        }
    }

    private static ObservationInput Require(ObservationInput? input) => input ?? throw new JsonException("null is no observation");

    // The place is told by line and path already.
    private static string Describe(JsonException problem)
    {
        var reason = problem.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
        return $"{Expected}. {reason}";
    }
}
