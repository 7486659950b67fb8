using NeuralDA.Files.NetCdf;
using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Windows;
using PureHDF;
using PureHDF.VOL.Native;

namespace NeuralDA.Files.Observations;

/// <summary>
/// Observations from a NetCDF-4 file with CF attributes: a variable <c>time</c> [n] of model times, and each other variable [n] is a
/// component of its name. The standard deviation of its errors is the variable that its <c>ancillary_variables</c> names, the
/// variable NAME_error_std, or a number in its attribute <c>error_std</c>. Missing values are no observations.
/// </summary>
internal static class ObservationNetCdf
{
    private const string Time = "time";
    private const string ErrorStd = "error_std";

    /// <summary>Reads a file; the line of an observation is its index on the time axis.</summary>
    public static IReadOnlyList<ObservationLine> Read(Stream content, string source)
    {
        try
        {
            using var file = H5File.Open(content, leaveOpen: true);
            return Read(file);
        }
        // The library tells of a foreign or damaged file by exceptions of many kinds.
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            throw new MalformedFileException($"{source}: not observations in NetCDF-4: {problem.Message}");
        }
    }

    private static List<ObservationLine> Read(NativeFile file)
    {
        var variables = file.Children().OfType<IH5Dataset>().Where(NetCdfNumbers.IsNumeric).ToDictionary(variable => variable.Name);
        if (!variables.TryGetValue(Time, out var axis) || axis.Space.Rank != 1)
            throw new InvalidDataException($"expected a variable '{Time}' with one dimension, found {string.Join(", ", variables.Keys)}");
        var times = axis.Numbers();
        var errors = variables.Values.ToDictionary(variable => variable.Name, variable => ErrorVariable(variable, variables));
        var lines = new List<ObservationLine>();
        foreach (var (name, variable) in variables.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (name == Time || errors.ContainsValue(name) || variable.Space.Rank != 1) continue;
            var values = variable.Numbers();
            var deviations = errors[name] is { } error ? variables[error].Numbers() : Constant(variable, values.Length);
            if (values.Length != times.Length || deviations.Length != times.Length)
                throw new InvalidDataException($"variable '{name}' and its errors: expected {times.Length} values as '{Time}' has");
            lines.AddRange(Enumerable.Range(0, times.Length).Where(i => !double.IsNaN(values[i])).Select(i =>
                new ObservationLine(i, null, new Observation(times[i], name, values[i], deviations[i]))));
        }
        // A stream of all components, in the order of time.
        return [.. lines.OrderBy(line => line.Line)];
    }

    private static string? ErrorVariable(IH5Dataset variable, Dictionary<string, IH5Dataset> variables) =>
        (variable.Text("ancillary_variables")?.Split(' ') ?? []).Append($"{variable.Name}_{ErrorStd}")
        .FirstOrDefault(variables.ContainsKey);

    private static double[] Constant(IH5Dataset variable, int count)
    {
        var deviation = variable.Number(ErrorStd) ?? throw new InvalidDataException(
            $"variable '{variable.Name}' has no error: expected ancillary_variables, a variable {variable.Name}_{ErrorStd} " +
            $"or an attribute {ErrorStd}");
        return [.. Enumerable.Repeat(deviation, count)];
    }
}
