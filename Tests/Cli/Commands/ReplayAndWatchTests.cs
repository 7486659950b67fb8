using NeuralDA.Cli;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Cli.Commands;

public sealed class ReplayAndWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Data => _folder.File("data");

    [Fact]
    public async Task Analyses_of_a_stream_are_watched_as_lines_replayed_and_told_from_missing_ones()
    {
        await StreamAsync();
        var watched = await FineAsync("watch", "obs", "--count", "3", "--data", Data);
        Assert.Contains("#3 window", watched.Output, StringComparison.Ordinal);

        var newest = await FineAsync("replay", "obs", "--data", Data, "--json");
        Assert.Contains("identical, bit for bit", newest.Output, StringComparison.Ordinal);
        Assert.True(newest.Json.GetProperty("isIdentical").GetBoolean());
        var revision = await FineAsync("replay", "obs", "--revision", "1", "--data", Data, "--json");
        Assert.Equal(newest.Json.GetProperty("window").GetInt64(), revision.Json.GetProperty("window").GetInt64());
        Assert.Equal(1, revision.Json.GetProperty("revision").GetInt32());
        Assert.Equal(2, (await FineAsync("replay", "obs", "--sequence", "2", "--data", Data, "--json")).Json.GetProperty("sequence").GetInt64());

        Assert.Contains("no analysis 100000", await CommandRun.FailAsync("replay", "obs", "--sequence", "100000", "--data", Data), StringComparison.Ordinal);
        Assert.Contains("revisions 1..", await CommandRun.FailAsync("replay", "obs", "--revision", "99", "--data", Data), StringComparison.Ordinal);
        Assert.Contains("nosuch", await CommandRun.FailAsync("replay", "nosuch", "--data", Data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tracks_tell_their_diagnostics()
    {
        await StreamAsync();
        var tracks = await FineAsync("tracks", "--data", Data, "--json");
        Assert.Contains("departures", tracks.Output, StringComparison.Ordinal);
        var component = Assert.Single(tracks.Json[0].GetProperty("diagnostics").EnumerateArray());
        Assert.Equal("u1", component.GetProperty("component").GetString());
        Assert.InRange(component.GetProperty("used").GetInt32() + component.GetProperty("refused").GetInt32(), 1, 120);
    }

    private async Task StreamAsync()
    {
        var (prior, file) = (_folder.File("prior.safetensors"), _folder.File("obs.csv"));
        await File.WriteAllBytesAsync(prior, ServicePriors.Content(1));
        await File.WriteAllLinesAsync(file, ["time,component,value,error_std", .. ObservationStreams.Smooth(120, windows: 10)
            .Select(o => FormattableString.Invariant($"{o.Time},{o.Component},{o.Value},{o.ErrorStandardDeviation}"))]);
        await FineAsync("stream", file, "--prior", prior, "--batch", "4", "--data", Data);
    }

    private static async Task<CommandRun> FineAsync(params string[] args)
    {
        var run = await CommandRun.RunAsync(args);
        Assert.Equal((CommandLineRunner.Fine, ""), (run.ExitCode, run.Error));
        return run;
    }
}
