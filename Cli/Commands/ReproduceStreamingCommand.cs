using System.CommandLine;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Reproduce.Streaming;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda reproduce streaming</c>: long tracks through the service, beside filters that know the model.</summary>
internal static class ReproduceStreamingCommand
{
    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var streams = new Option<string[]>("--stream")
        {
            Description = $"{string.Join(", ", ObservationSchedule.Named.Keys)}; several are separated by commas. Default: all.",
            HelpName = "NAMES",
            CustomParser = result => result.Tokens.SelectMany(token => token.Value.Split(',')).ToArray(),
        };
        var prior = new Option<string>("--prior")
        {
            Description = "The prior. Default: the shipped one.", HelpName = "FILE", DefaultValueFactory = _ => PriorFiles.Shipped,
        };
        var tracks = CommonOptions.Count("--tracks", "Tracks of each stream.", 64);
        var lengths = CommonOptions.Count("--lengths", "Window lengths of each track, more than 3.", 200);
        var folder = new Option<string>("--out")
        {
            Description = "Where the table goes.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine("out", "reproduce"),
        };
        var json = CommonOptions.Json();
        var command = new Command("streaming",
            """
            Follows long simulated tracks through a silo of this process and scores the newest step of each window, beside
            independent windows, cycled 4D-Var, an ensemble Kalman filter and a particle filter on the same tracks.

            Examples:
              neuralda reproduce streaming
              neuralda reproduce streaming --stream E8,OUT --tracks 16 --lengths 50
            """)
        { streams, prior, tracks, lengths, folder, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(streams) is { Length: > 0 } names ? names : [.. ObservationSchedule.Named.Keys],
            parsed.GetValue(prior)!, parsed.GetValue(tracks), parsed.GetValue(lengths), parsed.GetValue(folder)!,
            new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] streams, string priorFile, int tracks, int lengths, string folder, CommandOutput output,
        CancellationToken cancellationToken)
    {
        if (streams.FirstOrDefault(name => !ObservationSchedule.Named.ContainsKey(name)) is { } unknown)
            throw new UsageException($"--stream: there is no stream '{unknown}'; expected {string.Join(", ", ObservationSchedule.Named.Keys)}.");
        if (lengths <= 3) throw new UsageException($"--lengths is {lengths}; expected more than 3: two are burn-in.");
        var prior = PriorFiles.Load(priorFile);
        if (prior.Description.Model is null)
            throw new UsageException($"{priorFile}: it names no physical model, so nothing can be simulated with it.");
        var reproduction = new StreamingReproduction(prior, tracks, lengths * prior.Shape.Steps);
        var results = new List<StreamResult>();
        foreach (var stream in streams)
        {
            results.Add(await output.RunAsync($"{stream}, methods", StreamingReproduction.MethodCount, progress =>
            {
                var done = 0;
                return reproduction.RunAsync(stream, () => progress.Report(new WorkDone(++done)), cancellationToken);
            }));
            output.Write(StreamingReport.Table(results[^1]));
            output.Write(StreamingReport.Checks(results[^1]));
            StreamingReport.Write(folder, results);
        }
        output.Line(Path.Combine(folder, "streaming.md"));
        output.Result(results);
        return CommandLineRunner.Fine;
    }
}
