using NeuralDA.Files.Analyses;
using NeuralDA.Tests.Silo.Api;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Files.Analyses;

public sealed class AnalysisNetCdfTests(ApiFixture api) : IClassFixture<ApiFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("netcdf4")]
    [InlineData("h5netcdf")]
    public async Task Xarray_opens_one_analysis_on_its_time_axis(string engine)
    {
        var track = await FilledAsync();
        var file = await DownloadAsync($"v1/tracks/{track}/analyses/latest?format=netcdf", "latest.nc");
        using var latest = await api.Http.GetAsync($"v1/tracks/{track}/analyses/latest", Cancel);
        var expected = (await latest.ReadAsync()).GetProperty("components").GetProperty("u2").GetProperty("mean")[5].GetSingle();
        var seen = await Python.RunAsync(
            """
            import sys, xarray
            with xarray.open_dataset(sys.argv[1], engine=sys.argv[2]) as ds:
                assert ds.attrs["Conventions"] == "CF-1.10", ds.attrs
                assert ds.attrs["title"] == "Analyses of track " + sys.argv[3], ds.attrs
                for name in ("u1", "u2", "u3"):
                    assert ds[name].dims == ("time",) and ds[name + "_std"].dims == ("time",)
                    assert "units" in ds[name].attrs and ds[name].attrs["ancillary_variables"] == name + "_std"
                    assert (ds[name + "_std"] > 0).all()
                assert ds.time.size == 32 and abs(float(ds.time[1] - ds.time[0]) - 0.025) < 1e-9
                assert ds.o_minus_a.dims == ("observation",) and "used" in ds.observation_refused.attrs["flag_meanings"]
                print(repr(float(ds.u2.sel(time=ds.time[5]))))
            """, file, engine, track);
        Assert.Equal(expected, float.Parse(seen, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Xarray_opens_many_analyses_by_window_and_step()
    {
        var track = await FilledAsync();
        var file = await DownloadAsync($"v1/tracks/{track}/analyses?format=netcdf&limit=5", "many.nc");
        await Python.RunAsync(
            """
            import sys, xarray
            with xarray.open_dataset(sys.argv[1]) as ds:
                assert ds.u1.dims == ("window", "step") and ds.u1.shape == (5, 32), ds.u1
                assert ds.u1.coords["time"].dims == ("window", "step"), ds.u1
                assert list(ds.sequence.values) == [1, 2, 3, 4, 5], ds.sequence
                assert (ds.begin.values == ds.time.values[:, 0]).all()
                assert ds.observation_window.max() <= 4
            """, file);
    }

    [Fact]
    public async Task Pandas_reads_the_table_and_finds_the_same_numbers_as_in_the_CSV()
    {
        var track = await FilledAsync();
        var file = await DownloadAsync($"v1/tracks/{track}/analyses?format=csv&limit=2", "table.csv");
        var seen = await Python.RunAsync(
            """
            import sys, pandas
            table = pandas.read_csv(sys.argv[1])
            print(len(table), table["std"].gt(0).all(), *table.columns)
            """, file);
        Assert.Equal("192 True track begin end revision time component mean std", seen);
    }

    [Fact]
    public async Task Parquet_holds_what_the_CSV_holds()
    {
        var track = await FilledAsync();
        var file = await DownloadAsync($"v1/tracks/{track}/analyses?format=parquet&limit=2", "table.parquet");
        await using var content = File.OpenRead(file);
        await using var reader = await global::Parquet.ParquetReader.CreateAsync(content, cancellationToken: Cancel);
        Assert.Equal(
            ["track", "begin", "end", "revision", "time", "component", "mean", "std"], reader.Schema.DataFields.Select(field => field.Name));
        using var rows = reader.OpenRowGroupReader(0);
        Assert.Equal(2 * 32 * 3, rows.RowCount);
        var means = new float[rows.RowCount];
        await rows.ReadAsync<float>(reader.Schema.DataFields[6], means.AsMemory(), cancellationToken: Cancel);
        using var json = await api.Http.GetAsync($"v1/tracks/{track}/analyses?limit=1", Cancel);
        var mean = (await json.ReadAsync())[0].GetProperty("components").GetProperty("u3").GetProperty("mean")[1].GetSingle();
        Assert.Equal(mean, means[3 + 2]);
    }

    [Fact]
    public async Task A_NetCDF_file_holds_one_track() => await Assert.ThrowsAsync<FormatException>(() => AnalysisFile.WriteAsync(
        _folder.File("two.nc"), [SomeAnalysis.Of("a", 1), SomeAnalysis.Of("b", 1)], ["", "", ""]));

    private async Task<string> FilledAsync()
    {
        var track = await api.NewTrackAsync();
        using var sent = await api.Http.PostAsync(
            $"v1/tracks/{track}/observations?writer=w&sequence=0",
            Bodies.Json(Bodies.AsJson(ObservationStreams.Smooth(40, windows: 6))), Cancel);
        sent.EnsureSuccessStatusCode();
        return track;
    }

    private async Task<string> DownloadAsync(string path, string name)
    {
        var file = _folder.File(name);
        await File.WriteAllBytesAsync(file, await api.Http.GetByteArrayAsync(path, Cancel), Cancel);
        return file;
    }
}
