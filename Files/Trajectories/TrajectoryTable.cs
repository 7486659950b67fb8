using System.Text.RegularExpressions;
using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Files.Trajectories;

/// <summary>
/// Trajectories as CSV: <c>trajectory,time,NAME [UNIT],NAME [UNIT],...</c>, one line for each step; the column trajectory may be
/// left out, and so may units.
/// </summary>
internal static partial class TrajectoryTable
{
    private const string Trajectory = "trajectory", Time = "time";

    /// <summary>Reads a table.</summary>
    /// <exception cref="MalformedFileException">It is not such a table, or its times are not uniform.</exception>
    public static TrajectoryData Read(string path)
    {
        var header = Header(path);
        var components = header.Where(column => column is not (Trajectory or Time)).ToArray();
        if (components.Length == 0)
            throw new MalformedFileException($"{path}:1: expected a column for each component beside '{Time}', found none");
        using var content = File.OpenRead(path);
        var lines = new TableReader(path, [Time, .. components], [Trajectory]).Read(content, line => (
            Name: line.Text(Trajectory) ?? path, Time: line.Float(Time), State: Array.ConvertAll(components, column => (float)line.Float(column))));
        var trajectories = lines.GroupBy(line => line.Name).ToArray();
        var step = TimeAxis.StepOf(path, [.. trajectories.Select(group => (
            group.Key == path ? "the trajectory" : $"trajectory '{group.Key}'", (IReadOnlyList<double>)[.. group.Select(line => line.Time)]))]);
        var named = Array.ConvertAll(components, column => NameAndUnit().Match(column));
        return new TrajectoryData(
            Path.GetFileName(path), [.. named.Select(match => match.Groups[1].Value)],
            [.. named.Select(match => match.Groups[2].Success ? match.Groups[2].Value : "1")], step,
            [.. trajectories.Select(group => group.SelectMany(line => line.State).ToArray())]);
    }

    private static string[] Header(string path)
    {
        using var reader = new StreamReader(path);
        return [.. (reader.ReadLine() ?? "").Split(',').Select(column => column.Trim().Trim('"'))];
    }

    [GeneratedRegex(@"^(.*?)\s*(?:\[(.*)\])?$")]
    private static partial Regex NameAndUnit();
}
