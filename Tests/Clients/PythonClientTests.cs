using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Silo.Api;
using NeuralDA.Tests.Silo.Api;
using NeuralDA.Tests.Support;

namespace NeuralDA.Tests.Clients;

public sealed class PythonClientTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private string Address => api.Address.ToString();

    [Fact]
    public async Task A_DataFrame_goes_in_once_and_an_analysis_comes_out_as_a_Dataset() => await Python.RunAsync(
        """
        import sys, numpy as np, pandas as pd
        from neuralda import Client, NeuralDAError
        client = Client(sys.argv[1], key=sys.argv[2])
        assert client.priors() == ["lorenz63"]
        track = client.create_track("from python", prior="lorenz63", shift_steps=8)
        assert "from python" in client.tracks(prefix="from")
        time = np.linspace(0.01, 60, 2500)
        frame = pd.DataFrame({"time": time, "component": "u1", "value": 5 * np.sin(3 * time), "error_std": 0.5})
        frame.loc[7, "value"] = np.nan
        receipt = track.send(frame)
        # A busy silo may have a part sent again: what it had already counts as a duplicate, and nothing counts twice.
        assert receipt.next_sequence == 2500, receipt
        assert receipt.accepted + receipt.duplicates + len(receipt.refused) == 2500, receipt
        assert receipt.refused[0].sequence == 7 and receipt.refused[0].reason == "not_finite", receipt.refused[0]
        again = track.writer("python", next_sequence=0).send(frame)
        assert again.accepted == 0 and track.status()["duplicates"] + len(again.refused) >= 2499, again
        latest = track.latest()
        ds = latest.to_xarray()
        assert ds.u2.dims == ("time",) and ds.u2_std.attrs["units"] == ds.u2.attrs["units"] and ds.time.size == 32
        assert ds.attrs["sequence"] == latest.sequence and (ds.u2_std > 0).all()
        assert list(latest.to_pandas().columns) == ["time", "component", "mean", "std"]
        assert [each.sequence for each in track.past(start=3, limit=2)] == [3, 4]
        assert len(track.forecast(latest.time[-1] + 0.1)["time"]) == 4
        try:
            client.track("nosuch").status()
            raise AssertionError("an unknown track was found")
        except NeuralDAError as error:
            assert error.status == 404 and "nosuch" in str(error), error
        """, Address, ApiFixture.Writer);

    [Fact]
    public async Task Following_goes_on_after_a_lost_connection_without_gap_or_repetition()
    {
        var track = await api.NewTrackAsync();
        using var sent = await api.Http.PostAsync(
            $"v1/tracks/{track}/observations?writer=w&sequence=0",
            Bodies.Json(Bodies.AsJson(ObservationStreams.Smooth(60, windows: 10))), TestContext.Current.CancellationToken);
        sent.EnsureSuccessStatusCode();
        // A proxy that cuts each connection after so many bytes stands for a bad line.
        var seen = await Python.RunAsync(
            """
            import socket, sys, threading, urllib.parse
            from neuralda import Client, events
            events._PAUSE = 0.01
            target = urllib.parse.urlparse(sys.argv[1])
            listener = socket.create_server(("127.0.0.1", 0))
            connections = []
            def copy(source, sink, limit):
                try:
                    while limit > 0 and (data := source.recv(min(4096, limit))):
                        sink.sendall(data)
                        limit -= len(data)
                except OSError:
                    pass
                for each in (source, sink):
                    each.shutdown(socket.SHUT_RDWR)
            def quietly(*args):
                try: copy(*args)
                except OSError: pass
            def serve():
                while True:
                    near, _ = listener.accept()
                    far = socket.create_connection((target.hostname, target.port))
                    connections.append(near)
                    threading.Thread(target=quietly, args=(near, far, 1 << 30), daemon=True).start()
                    threading.Thread(target=quietly, args=(far, near, 40_000), daemon=True).start()
            threading.Thread(target=serve, daemon=True).start()
            client = Client("http://127.0.0.1:%d" % listener.getsockname()[1], key=sys.argv[2])
            last = Client(sys.argv[1], key=sys.argv[2]).track(sys.argv[3]).status()["last_analysis_sequence"]
            numbers = []
            for analysis in client.track(sys.argv[3]).analyses():
                numbers.append(analysis.sequence)
                if analysis.sequence == last:
                    break
            assert numbers == list(range(1, last + 1)), numbers
            print(len(connections))
            """, Address, ApiFixture.Reader, track);
        Assert.True(int.Parse(seen, System.Globalization.CultureInfo.InvariantCulture) > 1, $"{seen} connections");
    }

    [Fact]
    public async Task The_example_runs_and_plots_the_NetCDF_that_xarray_opens()
    {
        await using var silo = await HttpSilo.StartAsync(new HttpOptions { Development = true });
        using var folder = new TemporaryFolder();
        var output = await Python.RunAsync($"import os; os.chdir({Literal(folder.Path)})\n{await ExampleAsync("lorenz63.py")}", silo.Address.ToString());
        Assert.Contains("root mean square error", output, StringComparison.Ordinal);
        Assert.Contains("analysis of u1 in 32 steps", output, StringComparison.Ordinal);
        Assert.SkipWhen(output.Contains("no plot", StringComparison.Ordinal), "needs matplotlib: apt-get install python3-matplotlib");
        Assert.True(new FileInfo(folder.File("lorenz63.png")).Length > 10_000);
    }

    [Fact]
    public async Task Every_analysis_is_read_while_the_silo_is_restarted()
    {
        await using var silo = await HttpSilo.StartAsync(new HttpOptions { Development = true });
        await using (var client = silo.Client()) await client.CreateTrackAsync(
            "few-0", new TrackOptions { PriorName = ServicePriors.Name, ShiftSteps = 16 }, TestContext.Current.CancellationToken);
        var running = Python.RunAsync(
            await ExampleAsync("million.py"), silo.Address.ToString(), "--observations", "16000", "--tracks", "2", "--name", "few");
        await using (var client = silo.Client())
            while ((await client.StatusAsync("few-0", TestContext.Current.CancellationToken)).Accepted == 0)
                if (await Task.WhenAny(running, Task.Delay(20, TestContext.Current.CancellationToken)) == running) break;
        await silo.StopAsync();
        await silo.RestartAsync();
        Assert.Contains("16000 observations", await running, StringComparison.Ordinal);
    }

    private static Task<string> ExampleAsync(string name) => File.ReadAllTextAsync(
        Path.Combine(Repository.Root, "clients", "python", "examples", name), TestContext.Current.CancellationToken);

    private static string Literal(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
