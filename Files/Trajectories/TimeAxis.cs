using System.Globalization;
using NeuralDA.Files.Tables;

namespace NeuralDA.Files.Trajectories;

/// <summary>The times of trajectories, which must be uniform and without gaps.</summary>
internal static class TimeAxis
{
    // Times are written with few digits; a missing step is off by a whole one.
    private const double Tolerance = 0.01;

    /// <summary>The time step that trajectories share.</summary>
    /// <param name="source">What messages call the file.</param>
    /// <param name="trajectories">The name and the times of each trajectory.</param>
    /// <exception cref="MalformedFileException">Times are not ascending, have a gap, or differ between trajectories.</exception>
    public static double StepOf(string source, IReadOnlyList<(string Name, IReadOnlyList<double> Times)> trajectories)
    {
        double? shared = null;
        foreach (var (name, times) in trajectories)
        {
            if (times.Count < 2) throw new MalformedFileException($"{source}: {name} has {times.Count} times; expected at least 2");
            var smallest = Enumerable.Range(1, times.Count - 1).Min(i => times[i] - times[i - 1]);
            if (!(smallest > 0)) throw new MalformedFileException($"{source}: the times of {name} are not ascending");
            var step = shared ?? smallest;
            for (var i = 1; i < times.Count; i++)
            {
                if (Math.Abs(times[i] - times[i - 1] - step) <= Tolerance * step) continue;
                throw new MalformedFileException(string.Create(CultureInfo.InvariantCulture,
                    $"{source}: {name} goes from time {times[i - 1]:G9} to {times[i]:G9}; expected a uniform step of {step:G6}: a gap, or missing lines"));
            }
            shared ??= (times[^1] - times[0]) / (times.Count - 1);
        }
        return shared ?? throw new MalformedFileException($"{source}: expected at least one trajectory, found none");
    }
}
