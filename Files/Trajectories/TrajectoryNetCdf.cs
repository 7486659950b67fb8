using NeuralDA.Files.NetCdf;
using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Training;
using PureHDF;

namespace NeuralDA.Files.Trajectories;

/// <summary>
/// Trajectories as NetCDF-4: a coordinate variable <c>time</c>, and for each component a variable over (time) or over (trajectory,
/// time) with its unit in the attribute <c>units</c>. Components are taken in the order of their names. Fill values become NaN.
/// </summary>
internal static class TrajectoryNetCdf
{
    private const string Time = "time", Run = "trajectory", Units = "units";

    /// <summary>Reads a file.</summary>
    /// <exception cref="MalformedFileException">It is not such a file, or its times are not uniform.</exception>
    public static TrajectoryData Read(string path)
    {
        try
        {
            using var file = H5File.OpenRead(path);
            var variables = file.Children().OfType<IH5Dataset>().ToArray();
            var time = variables.FirstOrDefault(variable => variable.Name == Time)
                ?? throw new MalformedFileException($"{path}: expected a variable '{Time}', found {string.Join(", ", variables.Select(v => v.Name))}");
            var times = time.Numbers();
            var components = variables.Where(variable => variable.Name != Time && !IsCoordinate(variable))
                .OrderBy(variable => variable.Name, StringComparer.Ordinal).ToArray();
            if (components.Length == 0) throw new MalformedFileException($"{path}: expected a variable for each component, found none");
            var runs = RequireShapes(path, components, times.Length);
            var step = TimeAxis.StepOf(path, [(Time, times)]);
            var values = Array.ConvertAll(components, component => component.Numbers());
            return new TrajectoryData(
                Path.GetFileName(path), [.. components.Select(component => component.Name)], [.. components.Select(UnitOf)], step,
                [.. Enumerable.Range(0, runs).Select(run => Interleave(values, run, times.Length))]);
        }
        catch (Exception problem) when (problem is not (MalformedFileException or IOException or UnauthorizedAccessException))
        {
            throw new MalformedFileException($"{path}: expected a NetCDF-4 file; it cannot be read: {problem.Message}");
        }
    }

    /// <summary>Writes trajectories of one length.</summary>
    public static void Write(string path, TrajectoryData data)
    {
        var (n, steps) = (data.Components.Count, data.Trajectories[0].Length / data.Components.Count);
        var file = new NetCdfWriter();
        file.Attribute("Conventions", "CF-1.12");
        file.Dimension(Run, [.. Enumerable.Range(0, data.Trajectories.Count)]);
        file.Dimension(Time, [.. Enumerable.Range(0, steps).Select(step => step * data.TimeStep)], (Units, "1"));
        for (var c = 0; c < n; c++)
        {
            var values = data.Trajectories.SelectMany(trajectory => trajectory.Where((_, i) => i % n == c));
            file.Variable(data.Components[c], [.. values], [Run, Time], (Units, data.Units[c]));
        }
        File.WriteAllBytes(path, file.ToArray());
    }

    private static int RequireShapes(string path, IH5Dataset[] components, int steps)
    {
        var first = components[0].Space.Dimensions;
        foreach (var component in components)
        {
            var dimensions = component.Space.Dimensions;
            if (dimensions.Length is 1 or 2 && (int)dimensions[^1] == steps && dimensions.SequenceEqual(first)) continue;
            throw new MalformedFileException(
                $"{path}: variable '{component.Name}' is [{string.Join(", ", dimensions)}]; expected [{steps}] or [trajectories, {steps}], " +
                "the same for each component");
        }
        return first.Length == 1 ? 1 : (int)first[0];
    }

    private static float[] Interleave(double[][] values, int run, int steps)
    {
        var trajectory = new float[steps * values.Length];
        for (var step = 0; step < steps; step++)
            for (var c = 0; c < values.Length; c++) trajectory[step * values.Length + c] = (float)values[c][run * steps + step];
        return trajectory;
    }

    // A dimension with values of its own, such as the number of a trajectory, is no component.
    private static bool IsCoordinate(IH5Dataset variable) =>
        variable.Text(DimensionScales.Class) == DimensionScales.Scale;

    private static string UnitOf(IH5Dataset variable) => variable.Text(Units) ?? "1";
}
