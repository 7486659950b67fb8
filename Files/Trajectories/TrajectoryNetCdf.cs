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
    private const string Time = "time", Units = "units", Fill = "_FillValue";

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
            var times = Values(path, time);
            var components = variables.Where(variable => variable.Name != Time && !IsCoordinate(variable))
                .OrderBy(variable => variable.Name, StringComparer.Ordinal).ToArray();
            if (components.Length == 0) throw new MalformedFileException($"{path}: expected a variable for each component, found none");
            var runs = RequireShapes(path, components, times.Length);
            var step = TimeAxis.StepOf(path, [(Time, times)]);
            var values = Array.ConvertAll(components, component => Values(path, component));
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
        var file = new H5File { [Time] = new H5Dataset(Enumerable.Range(0, steps).Select(step => step * data.TimeStep).ToArray()) };
        for (var c = 0; c < n; c++)
        {
            var values = new float[data.Trajectories.Count, steps];
            for (var run = 0; run < data.Trajectories.Count; run++)
                for (var step = 0; step < steps; step++) values[run, step] = data.Trajectories[run][step * n + c];
            file[data.Components[c]] = new H5Dataset(values) { Attributes = new() { [Units] = data.Units[c] } };
        }
        file.Write(path);
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

    private static double[] Values(string path, IH5Dataset variable)
    {
        double[] values = (variable.Type.Class, variable.Type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, 4) => Array.ConvertAll(variable.Read<float[]>(), value => (double)value),
            (H5DataTypeClass.FloatingPoint, 8) => variable.Read<double[]>(),
            (H5DataTypeClass.FixedPoint, 4) => Array.ConvertAll(variable.Read<int[]>(), value => (double)value),
            (H5DataTypeClass.FixedPoint, 8) => Array.ConvertAll(variable.Read<long[]>(), value => (double)value),
            _ => throw new MalformedFileException($"{path}: variable '{variable.Name}' is no number; expected float, double, int or int64"),
        };
        if (variable.Type.Class != H5DataTypeClass.FloatingPoint || !variable.AttributeExists(Fill)) return values;
        var fill = variable.Type.Size == 4 ? variable.Attribute(Fill).Read<float[]>()[0] : variable.Attribute(Fill).Read<double[]>()[0];
        return Array.ConvertAll(values, value => value.Equals(fill) ? double.NaN : value);
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
        variable.AttributeExists("CLASS") && variable.Attribute("CLASS").Read<string>() == "DIMENSION_SCALE";

    private static string UnitOf(IH5Dataset variable) => variable.AttributeExists(Units) ? variable.Attribute(Units).Read<string>() : "1";
}
