using System.CommandLine;
using NeuralDA.Cli.Demo;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Plots;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda demo</c>: the whole service on simulated systems, in one process.</summary>
internal static class DemoCommand
{
    private const int PlottedTracks = 3;

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var tracks = CommonOptions.Count("--tracks", "How many systems are simulated and observed.", 32);
        var seconds = CommonOptions.Count("--seconds", "How long the stream lasts.", 40);
        var seed = CommonOptions.Seed();
        var data = CommonOptions.Data();
        var folder = new Option<string>("--out")
        {
            Description = "Folder of the plots.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine("out", "demo"),
        };
        var prior = new Option<string>("--prior")
        {
            Description = "The prior.", HelpName = "FILE", DefaultValueFactory = _ => PriorFiles.Shipped,
        };
        var json = CommonOptions.Json();
        var command = new Command("demo",
            """
            Simulates Lorenz 63 systems, observes only u1, at irregular times, with noise, gross errors and batches that come
            late, out of order or twice, streams that in real time to a silo in this process, and compares the analyses with the
            hidden truth.

            Examples:
              neuralda demo
              neuralda demo --tracks 100 --seconds 20 --seed 7
              neuralda demo --data demo-data --json
            """)
        { tracks, seconds, seed, data, folder, prior, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Settings(
                parsed.GetValue(tracks), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seed),
                parsed.GetValue(data), parsed.GetValue(folder)!, parsed.GetValue(prior)!),
            new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        var prior = PriorFiles.Load(settings.PriorFile);
        var scenario = new DemoScenario { Prior = prior, Seed = settings.Seed, Duration = settings.Duration };
        PriorFiles.RequireShape(prior, scenario.Experiment, settings.PriorFile);

        await using var service = await ServiceConnection.OpenAsync(cluster: null, settings.DataFolder, cancellationToken);
        var latency = new LatencyRecorder(TimeProvider.System);
        var run = await NextRunAsync(service.Client, cancellationToken);
        var tracks = Enumerable.Range(0, settings.Tracks)
            .Select(i => new DemoTrack($"demo-{run}-{i:000}", scenario, i, latency, keepsAnalyses: i < PlottedTracks)).ToList();
        var options = await TrackOptionsAsync(service.Client, scenario, settings.PriorFile, cancellationToken);

        var stream = new DemoStream(service.Client, TimeProvider.System).RunAsync(tracks, options, cancellationToken);
        var table = new DemoTable(scenario, output, TimeProvider.System);
        await table.ShowAsync(stream, () => DemoResult.Of(tracks, latency));

        var refused = await stream;
        var lost = tracks.Sum(track => (long)track.CountLost());
        var result = DemoResult.Of(tracks, latency) with { Refused = refused, Lost = lost };
        table.ShowOutcome(result);
        var files = DemoPlots.Save(settings.OutputFolder, scenario, [.. tracks.Take(PlottedTracks)], tracks);
        foreach (var file in files) output.Line(file);
        output.Result(result);
        return lost == 0 ? CommandLineRunner.Fine : CommandLineRunner.Failed;
    }

    /// <summary>Each run on a data folder has tracks of its own.</summary>
    private static async Task<int> NextRunAsync(NeuralDAClient client, CancellationToken cancellationToken)
    {
        var tracks = await client.ListTracksAsync(cancellationToken);
        var run = 1;
        while (tracks.Any(track => track.StartsWith($"demo-{run}-", StringComparison.Ordinal))) run++;
        return run;
    }

    private static async Task<TrackOptions> TrackOptionsAsync(
        NeuralDAClient client, DemoScenario scenario, string priorFile, CancellationToken cancellationToken)
    {
        var name = scenario.Prior.Description.Name;
        var version = await client.PublishPriorAsync(name, priorFile, cancellationToken);
        return new TrackOptions
        {
            PriorName = name,
            PriorVersion = version.Version,
            Lateness = scenario.AllowedLateness,
            RefinementSteps = DemoScenario.RefinementSteps,
        };
    }

    private sealed record Settings(
        int Tracks, TimeSpan Duration, ulong Seed, string? DataFolder, string OutputFolder, string PriorFile);
}
