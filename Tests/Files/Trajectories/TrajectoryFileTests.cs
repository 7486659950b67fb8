using NeuralDA.Files.Tables;
using NeuralDA.Files.Trajectories;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Files.Trajectories;

public sealed class TrajectoryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Netcdf_file_of_the_netcdf_library_is_read()
    {
        var data = TrajectoryFile.Read(Path.Combine(Repository.Root, "Tests", "Files", "Trajectories", "two-runs.nc"));
        Assert.Equal(("two-runs.nc", 0.5), (data.Name, data.TimeStep));
        Assert.Equal(["u1", "u2"], data.Components);
        Assert.Equal(["m/s", "K"], data.Units);
        Assert.Equal([1, 11, 2, 12, 3, 13, 4, 14, 5, 15], data.Trajectories[0]);
        // The fill value of the file is no value.
        Assert.Equal([6, 16, 7, 17, float.NaN, 18, 9, 19, 10, 20], data.Trajectories[1]);
    }

    [Fact]
    public void Written_file_is_read_again()
    {
        var (written, path) = (Recordings.Lorenz63(steps: 100), _folder.File("lorenz63.nc"));
        TrajectoryFile.Write(path, written);
        var read = TrajectoryFile.Read(path);
        Assert.Equal(written.Trajectories[0], read.Trajectories[0]);
        Assert.Equal((written.TimeStep, 3), (read.TimeStep, read.Units.Count));
    }

    [Fact]
    public void Csv_has_a_column_for_each_component_and_units_in_brackets()
    {
        var data = Csv("trajectory,time,temperature [K],wind", "a,0,280,1", "a,0.1,281,2", "b,5,282,3", "b,5.1,283,4");
        Assert.Equal(["temperature", "wind"], data.Components);
        Assert.Equal(["K", "1"], data.Units);
        Assert.Equal([[280, 1, 281, 2], [282, 3, 283, 4]], data.Trajectories);
        Assert.Equal(0.1, data.TimeStep, 1e-9);
    }

    [Theory]
    [InlineData("the trajectory goes from time 0.1 to 0.4; expected a uniform step of 0.1", "time,u", "0,1", "0.1,1", "0.4,1", "0.5,2")]
    [InlineData("the times of the trajectory are not ascending", "time,u", "0,1", "0,2")]
    [InlineData("the trajectory has 1 times; expected at least 2", "time,u", "0,1")]
    [InlineData("expected at least one trajectory, found none", "time,u")]
    [InlineData("expected a column for each component beside 'time', found none", "time", "0")]
    [InlineData("column 'time': expected in the header, found u", "u", "1")]
    [InlineData(":3: column 'u': expected a number, found 'x'", "time,u", "0,1", "1,x")]
    [InlineData("trajectory 'b' goes from time 0 to 2; expected a uniform step of 1", "trajectory,time,u", "a,0,1", "a,1,1", "b,0,1", "b,2,1")]
    public void Malformed_csv_is_refused_with_the_place(string problem, params string[] lines) =>
        Assert.Contains(problem, Assert.Throws<MalformedFileException>(() => Csv(lines)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_trajectory_file_is_refused()
    {
        File.WriteAllText(_folder.File("bad.nc"), "not a NetCDF file");
        Assert.Contains("bad.nc: expected a NetCDF-4 file", Refused("bad.nc"), StringComparison.Ordinal);
        Assert.Contains("expected a file that ends in .nc or .csv, found '.txt'", Refused("data.txt"), StringComparison.Ordinal);

        string Refused(string name) => Assert.Throws<MalformedFileException>(() => TrajectoryFile.Read(_folder.File(name))).Message;
    }

    private NeuralDA.Grains.Interfaces.Training.TrajectoryData Csv(params string[] lines)
    {
        File.WriteAllLines(_folder.File("data.csv"), lines);
        return TrajectoryFile.Read(_folder.File("data.csv"));
    }
}
