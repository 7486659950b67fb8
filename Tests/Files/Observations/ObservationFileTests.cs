using CsCheck;
using NeuralDA.Files.Observations;
using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Files.Observations;

public sealed class ObservationFileTests : IDisposable
{
    private const string Header = "track,time,component,value,error_std\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Header + "a,0,u1,abc,0.3", "2: column 'value': expected a number, found 'abc'")]
    [InlineData(Header + "a,0,u1,1,0.3\na,,u1,1,0.3", "3: column 'time': expected a number, found ''")]
    [InlineData(Header + "a,0,u1,\"1,5\",0.3", "2: column 'value': expected a number, found '1,5'")]
    [InlineData(Header + "a,0,,1,0.3", "2: column 'component': expected a name, found ''")]
    [InlineData(Header + "a,0,u1,1", "2: expected 5 fields, found 4")]
    [InlineData(Header + "\na,0,u1,1,0.3,7", "3: expected 5 fields, found 6")]
    [InlineData(Header + "\"a,0,u1,1,0.3\n", "2: bad quoting (LineBreakInQuotes)")]
    [InlineData("time,component,value\n", "1: column 'error_std': expected in the header, found time,component,value")]
    [InlineData(
        "time,component,value,error_std,colour\n",
        "1: column 'colour': expected a header with the columns track,unit,time,component,value,error_std")]
    [InlineData("time,time,component,value,error_std\n", "1: column 'time': expected once, found twice")]
    [InlineData("", "1: expected the header track,unit,time,component,value,error_std, found an empty file")]
    public void A_malformed_file_is_told_with_line_column_and_what_was_found(string content, string problem)
    {
        var path = Write(content);
        var exception = Assert.Throws<MalformedFileException>(() => ObservationFile.Read(path, track: null));
        Assert.Equal($"{path}:{problem}", exception.Message);
    }

    [Fact]
    public void Further_malformed_lines_are_counted()
    {
        var path = Write(Header + "a,x,u1,1,0.3\na,0,u1,1,0.3\na,1,u1,y,0.3\na,1\n");
        var exception = Assert.Throws<MalformedFileException>(() => ObservationFile.Read(path, track: null));
        Assert.Equal($"{path}:2: column 'time': expected a number, found 'x' (and 2 more malformed lines)", exception.Message);
    }

    [Fact]
    public void Columns_come_in_any_order_and_the_track_may_be_left_out()
    {
        var path = Write("value, error_std ,component,time\n1.5,0.3,u1,0.25\r\n-2e-1,0.4,u2,5\n");
        var track = Assert.Single(ObservationFile.Read(path, track: null));
        Assert.Equal("observations", track.Track);
        Assert.Equal(
            [
                new ObservationLine(2, null, new Observation(0.25, "u1", 1.5, 0.3)),
                new ObservationLine(3, null, new Observation(5, "u2", -0.2, 0.4)),
            ],
            track.Lines);
    }

    [Fact]
    public void A_unit_is_read_where_there_is_one() => Assert.Equal(
        "K", ObservationFile.Read(Write("time,component,value,error_std,unit\n0,u1,1,0.3,K\n"), track: null)[0].Lines[0].Observation.Unit);

    [Fact]
    public void Bad_data_that_reads_as_a_number_is_left_to_the_service()
    {
        var track = Assert.Single(ObservationFile.Read(Write(Header + "a,0,u1,NaN,-1\n"), track: null));
        Assert.True(double.IsNaN(track.Lines[0].Observation.Value));
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var observation = Gen.Select(
            Gen.Double, Gen.String[Gen.Char["abcu1,\" 'é;"], 1, 8].Select(name => $"x{name}x"), Gen.Double, Gen.Double,
            (time, component, value, error) => new Observation(time, component, value, error));
        observation.Array[1, 20].Sample(
            observations =>
            {
                var path = _folder.File($"{Guid.NewGuid():N}.csv");
                using (var table = ObservationTable.Create(path))
                    foreach (var each in observations) table.Add("track, with \"quotes\"", each);
                var track = Assert.Single(ObservationFile.Read(path, track: null));
                return track.Track == "track, with \"quotes\""
                    && track.Lines.Select(line => line.Observation).SequenceEqual(observations);
            },
            iter: 100);
    }

    private string Write(string content)
    {
        var path = _folder.File("observations.csv");
        File.WriteAllText(path, content);
        return path;
    }
}
