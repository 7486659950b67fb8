using System.Text;
using NeuralDA.Files.Observations;
using NeuralDA.Files.Tables;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Files.Observations;

public sealed class ObservationFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_xarray_wrote_is_read_with_fill_values_packing_and_errors()
    {
        var path = _folder.File("obs.nc");
        await Python.RunAsync(
            """
            import sys, numpy, xarray
            time = xarray.DataArray([0.5, 1.0, 1.5], dims="time", attrs={"units": "seconds since 2026-01-01"})
            ds = xarray.Dataset({
                "u1": ("time", [1.0, numpy.nan, 3.0], {"ancillary_variables": "noise", "units": "m"}),
                "noise": ("time", numpy.array([0.1, 0.2, 0.3], "f4")),
                "u2": ("time", [10.0, 20.0, 30.0], {"error_std": 0.5}),
            }, coords={"time": time})
            ds.to_netcdf(sys.argv[1], engine="netcdf4", encoding={
                "u1": {"_FillValue": -999.0},
                "u2": {"dtype": "i2", "scale_factor": 0.5, "add_offset": 1.0, "_FillValue": -1},
            })
            """, path);
        var lines = Assert.Single(ObservationFile.Read(path, "t")).Lines;
        Assert.Equal(
            [(0, 0.5, "u1", 1.0, 0.1f), (0, 0.5, "u2", 10.0, 0.5f), (1, 1.0, "u2", 20.0, 0.5f), (2, 1.5, "u1", 3.0, 0.3f), (2, 1.5, "u2", 30.0, 0.5f)],
            lines.Select(line => (
                line.Line, line.Observation.Time, line.Observation.Component, line.Observation.Value,
                (float)line.Observation.ErrorStandardDeviation)));
    }

    [Fact]
    public async Task A_NetCDF_file_without_errors_or_time_says_what_is_missing()
    {
        var path = _folder.File("bad.nc");
        await Python.RunAsync(
            """
            import sys, xarray
            xarray.Dataset({"u1": ("time", [1.0])}, coords={"time": [0.5]}).to_netcdf(sys.argv[1])
            """, path);
        var problem = Assert.Throws<MalformedFileException>(() => ObservationFile.Read(path, null));
        Assert.Contains("u1_error_std", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Parquet_file_is_read_row_by_row()
    {
        var path = _folder.File("obs.parquet");
        await using (var file = File.Create(path))
        {
            var fields = new global::Parquet.Schema.DataField[]
            {
                new global::Parquet.Schema.DataField<string>("track"), new global::Parquet.Schema.DataField<double>("time"),
                new global::Parquet.Schema.DataField<string>("component"), new global::Parquet.Schema.DataField<double>("value", nullable: true),
                new global::Parquet.Schema.DataField<float>("error_std"),
            };
            await using var writer = await global::Parquet.ParquetWriter.CreateAsync(
                new global::Parquet.Schema.ParquetSchema(fields), file, cancellationToken: Cancel);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(fields[0], new[] { "a", "b" });
            await group.WriteAsync<double>(fields[1], new[] { 0.5, 1.5 }.AsMemory(), cancellationToken: Cancel);
            await group.WriteAsync(fields[2], new[] { "u1", "u2" });
            await group.WriteAsync<double>(fields[3], new double?[] { 3, null }.AsMemory(), cancellationToken: Cancel);
            await group.WriteAsync<float>(fields[4], new[] { 0.5f, 0.25f }.AsMemory(), cancellationToken: Cancel);
        }
        var tracks = ObservationFile.Read(path, null);
        Assert.Equal(["a", "b"], tracks.Select(track => track.Track));
        Assert.Equal(new Observation(0.5, "u1", 3, 0.5), tracks[0].Lines[0].Observation);
        Assert.True(double.IsNaN(tracks[1].Lines[0].Observation.Value));
    }

    [Theory]
    [InlineData("x.nc")]
    [InlineData("x.parquet")]
    [InlineData("x.json")]
    [InlineData("x.ndjson")]
    public void A_foreign_file_is_told_by_name(string name)
    {
        var path = _folder.File(name);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(new string('x', 500)));
        Assert.StartsWith(path, Assert.Throws<MalformedFileException>(() => ObservationFile.Read(path, null)).Message, StringComparison.Ordinal);
    }
}
