using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Files.Trajectories;

/// <summary>Trajectories in files: NetCDF-4 (.nc) or CSV (.csv).</summary>
public static class TrajectoryFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MalformedFileException">It is not what its name says, or its times are not uniform; the message has the place.</exception>
    public static TrajectoryData Read(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".nc" or ".nc4" => TrajectoryNetCdf.Read(path),
        ".csv" => TrajectoryTable.Read(path),
        var other => throw new MalformedFileException($"{path}: expected a file that ends in .nc or .csv, found '{other}'"),
    };

    /// <summary>Writes a NetCDF-4 file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="data">Trajectories of one length.</param>
    public static void Write(string path, TrajectoryData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        TrajectoryNetCdf.Write(path, data);
    }
}
