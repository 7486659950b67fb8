using System.CommandLine;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Observations;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Scores;
using NeuralDA.Cli.Streaming;
using NeuralDA.Files.Analyses;
using NeuralDA.Files.Observations;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda assimilate</c>: a file of observations in, a file of analyses out.</summary>
internal static class AssimilateCommand
{
    private const int BatchSize = ObservationBatch.MaximumCount;

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var file = CommonOptions.ObservationFile("OBS.csv");
        var prior = new Option<string>("--prior") { Description = "The prior, a safetensors file.", HelpName = "FILE" };
        prior.Required = true;
        var analyses = CommonOptions.AnalysisFile();
        analyses.Required = true;
        var truth = new Option<string?>("--truth")
        {
            Description = "Score the analyses against this truth: track,time,component,value.", HelpName = "TRUTH.csv",
        };
        var track = new TrackOptionsOnCommandLine(
            "Begin of the first window, model time. Default: 0 if a track then lies in one window, else its first time.",
            defaultBegin: null);
        var window = CommonOptions.WindowSteps(
            "Analyse each track as one window of so many steps, in this process, with a convolutional prior: no silo, no refinement.");
        var (cluster, data, json) = (CommonOptions.Cluster(), CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("assimilate",
            """
            Assimilates a file of observations and writes the final analysis of each window. A malformed line stops it
            before anything is sent; an observation that is bad data (NaN, an unknown component, ...) is refused by the
            service, reported, and the others are assimilated. The lines of a track may come in any order.

            Examples:
              neuralda assimilate obs.csv --prior priors/lorenz63.safetensors --out analysis.csv
              neuralda assimilate obs.csv --prior priors/lorenz63.safetensors --out analysis.csv --shift 8 --refine 3
              neuralda assimilate obs.csv --prior my.safetensors --out analysis.csv --cluster 127.0.0.1:30000
              neuralda assimilate long.csv --prior priors/lorenz63-convolutional.safetensors --window 100000 --out analysis.nc
            """)
        { file, prior, analyses, truth, window, cluster, data, json };
        track.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Settings(
                parsed.GetValue(file)!, parsed.GetValue(analyses)!, parsed.GetValue(truth),
                track.Plan(parsed, parsed.GetValue(prior)!), parsed.GetValue(cluster), parsed.GetValue(data), parsed.GetValue(window)),
            new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        var prior = PriorFiles.Load(settings.Plan.Prior);
        var truth = settings.TruthFile is { } path ? TruthFile.Read(path, prior.Description.TimeStep) : null;
        var tracks = ObservationFile.Read(settings.File, track: null)
            .Select(track => track with { Lines = [.. track.Lines.OrderBy(line => line.Observation.Time)] }).ToList();

        var outcomes = settings.WindowSteps is { } steps
            ? AsOneWindow(prior, tracks, settings, steps)
            : await ByServiceAsync(tracks, settings, output, cancellationToken);

        var analyses = outcomes.SelectMany(outcome => outcome.Analyses).ToList();
        await AnalysisFile.WriteAsync(settings.AnalysisFile, analyses, prior.Description.Units);
        var report = SendReport.Of(outcomes);
        report.Print(settings.File, outcomes, output);
        var normalization = settings.WindowSteps is { } longer
            ? prior.Normalization.Over(prior.Shape with { Steps = longer })
            : prior.Normalization;
        var scores = truth is null ? null : TruthScores.Of(analyses, truth, normalization);
        if (scores is not null)
            output.Write(ScoreTable.Of($"{scores.Windows} windows against {settings.TruthFile}", [("analysis", scores)]));
        output.Result(new
        {
            report.Tracks, report.Observations, report.Accepted, report.Duplicates, report.Refused, report.Windows, scores,
        });
        return CommandLineRunner.Fine;
    }

    private static async Task<IReadOnlyList<TrackOutcome>> ByServiceAsync(
        List<TrackObservations> tracks, Settings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        await using var service = await ServiceConnection.OpenAsync(settings.Cluster, settings.DataFolder, cancellationToken);
        return await FileTransfer.RunAsync(
            service.Client, tracks, settings.Plan, new WriterSettings(Path.GetFileName(settings.File), BatchSize), output,
            cancellationToken);
    }

    private static List<TrackOutcome> AsOneWindow(Prior prior, List<TrackObservations> tracks, Settings settings, int steps)
    {
        var plan = settings.Plan;
        if (settings.Cluster is not null || settings.DataFolder is not null || plan.Shift is not null || plan.Refinement > 0)
            throw new UsageException("--window is for one window in this process: expected none of --cluster, --data, --shift and --refine.");
        var assimilator = new WholeFile(prior, steps, plan.Begin, plan.GrossErrorThreshold);
        return [.. tracks.Select(assimilator.Assimilate)];
    }

    private sealed record Settings(
        string File, string AnalysisFile, string? TruthFile, TrackPlan Plan, ClusterAddress? Cluster, string? DataFolder,
        int? WindowSteps);
}
