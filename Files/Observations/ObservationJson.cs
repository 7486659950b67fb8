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
            var inputs = JsonSerializer.Deserialize(content, ObservationInputContext.Default.ListObservationInput);
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
        using var reader = new StreamReader(content, leaveOpen: true);
        var lines = new List<ObservationLine>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line)) lines.Add(ReadLine(line, number, source));
        return lines;
    }

    private static ObservationLine ReadLine(string line, int number, string source)
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
