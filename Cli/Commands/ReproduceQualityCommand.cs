using System.CommandLine;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Reproduce.Quality;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda reproduce quality</c>: what quality control and diagnostics find of planted errors.</summary>
internal static class ReproduceQualityCommand
{
    private const int RefinementSteps = 8;
    private const int LeastObservations = 20;

    private static readonly string[] Streams = ["E8", "R8"];
    private static readonly double[] ErrorScales = [1, 4, 0.25];

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var prior = new Option<string>("--prior")
        {
            Description = "The prior. Default: the shipped one.", HelpName = "FILE",
            DefaultValueFactory = _ => PriorFiles.Shipped,
        };
        var streams = new Option<string[]>("--stream")
        {
            Description = $"{string.Join(", ", Streams)}; several are separated by commas. Default: both.", HelpName = "NAMES",
            CustomParser = result => result.Tokens.SelectMany(token => token.Value.Split(',')).ToArray(),
        };
        var tracks = CommonOptions.Count("--tracks", "Tracks of each stream.", 64);
        var lengths = CommonOptions.Count("--lengths", "Window lengths of each track with gross errors, more than 3.", 200);
        var observations = CommonOptions.Count("--observations", "Observations of each track with stated errors.", 2000);
        var threshold = new Option<double>("--threshold")
        {
            Description = "Threshold of the first-guess check.", HelpName = "K",
            DefaultValueFactory = _ => new TrackOptions { PriorName = "" }.GrossErrorThreshold,
        };
        var downweight = new Option<bool>("--downweight") { Description = "Down-weight gross errors instead of refusing them." };
        var neural = new Option<bool>("--neural") { Description = "Gross errors without the physical model only." };
        var bound = new Option<bool>("--bound")
        {
            Description = "Also what gross errors cost a particle filter that knows their share and size.",
        };
        var tuning = new Option<bool>("--validation") { Description = "Validation tracks, for choices, instead of test tracks." };
        var folder = new Option<string>("--out")
        {
            Description = "Where the tables go.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine("out", "reproduce"),
        };
        var json = CommonOptions.Json();
        var command = new Command("quality",
            """
            Streams simulated tracks through a silo of this process, without and with 3 % gross errors of ten standard deviations,
            and says what they cost and what was refused. Then tracks whose error variance is stated rightly, too small by a
            factor of four, and too large, and says what the running diagnostics make of it.

            Examples:
              neuralda reproduce quality
              neuralda reproduce quality --stream E8 --tracks 8 --threshold 4 --validation
            """)
        { prior, streams, tracks, lengths, observations, threshold, downweight, neural, bound, tuning, folder, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Settings(
                PriorFiles.Load(parsed.GetValue(prior)!),
                parsed.GetValue(streams) is { Length: > 0 } named ? named : Streams,
                parsed.GetValue(tracks), parsed.GetValue(lengths), parsed.GetValue(observations), parsed.GetValue(threshold),
                parsed.GetValue(downweight) ? GrossErrorTreatment.Downweight : GrossErrorTreatment.Refuse,
                parsed.GetValue(neural) ? [0] : [0, RefinementSteps], parsed.GetValue(bound),
                parsed.GetValue(tuning), parsed.GetValue(folder)!),
            new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        settings.Require();
        var prior = settings.Prior;
        var reproduction = new QualityReproduction(prior, settings.Options, settings.IsTuning);
        var (grossErrors, errorScales) = (new List<GrossErrorResult>(), new List<ErrorScaleResult>());
        foreach (var stream in settings.Streams)
        {
            foreach (var steps in settings.Refinements)
                grossErrors.Add(await output.RunAsync($"{stream}, gross errors", 1, _ => reproduction.GrossErrorsAsync(
                    stream, steps, settings.Tracks, settings.Lengths * prior.Shape.Steps, cancellationToken)));
        }
        output.Write(QualityReport.Table(grossErrors));
        var bounds = new List<GrossErrorBound>();
        foreach (var stream in settings.HasBound ? settings.Streams : [])
            bounds.Add(await output.RunAsync($"{stream}, particle filter", 1, _ => Task.FromResult(
                reproduction.Bound(stream, settings.Tracks, settings.Lengths * prior.Shape.Steps))));
        if (bounds.Count > 0) output.Write(QualityReport.Table(bounds));
        foreach (var stream in settings.Streams)
        {
            foreach (var scale in ErrorScales)
                errorScales.Add(await output.RunAsync($"{stream}, error variance {scale} of the stated", 1, _ =>
                    reproduction.ErrorScaleAsync(stream, scale, settings.Tracks, settings.Observations, cancellationToken)));
        }
        output.Write(QualityReport.Table(errorScales));
        var results = new QualityResults(grossErrors, bounds, errorScales);
        QualityReport.Write(settings.Folder, results);
        output.Line(Path.Combine(settings.Folder, "quality.json"));
        output.Result(results);
        return CommandLineRunner.Fine;
    }

    private sealed record Settings(
        Prior Prior, string[] Streams, int Tracks, int Lengths, int Observations, double Threshold, GrossErrorTreatment Treatment,
        int[] Refinements, bool HasBound, bool IsTuning, string Folder)
    {
        public TrackOptions Options => new()
        {
            PriorName = Prior.Description.Name, GrossErrorThreshold = Threshold,
            QualityControl = new QualityControlOptions { GrossErrors = Treatment },
        };

        public void Require()
        {
            if (Array.Find(Streams, name => !ReproduceQualityCommand.Streams.Contains(name)) is { } unknown)
                throw new UsageException(
                    $"--stream: there is no stream '{unknown}'; expected {string.Join(", ", ReproduceQualityCommand.Streams)}.");
            if (Observations < LeastObservations)
                throw new UsageException(
                    $"--observations is {Observations}; expected at least {LeastObservations}: they count once their windows have closed.");
            if (Lengths <= 3) throw new UsageException($"--lengths is {Lengths}; expected more than 3: two are burn-in.");
            if (Prior.Description.Model is null)
                throw new UsageException("the prior names no physical model, so nothing can be simulated with it.");
        }
    }
}
