using System.CommandLine;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Streaming;
using NeuralDA.Client;
using NeuralDA.Files.Analyses;
using NeuralDA.Files.Observations;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda stream</c>: a file of observations to tracks that live on, in the file's order.</summary>
internal static class StreamCommand
{
    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var file = CommonOptions.ObservationFile("FILE");
        var track = new Option<string?>("--track")
        {
            Description = "Track of a file without that column. Default: the file's name.", HelpName = "NAME",
        };
        var prior = new Option<string>("--prior")
        {
            Description = "The prior: a safetensors file, which is published, or the name of one the service has.",
            HelpName = "FILE|NAME",
            Required = true,
        };
        var writer = new Option<string?>("--writer")
        {
            Description = "Who numbers the observations. Default: the file's name.", HelpName = "ID",
        };
        var batch = CommonOptions.Count("--batch", "Observations in a batch, at most 1024.", 32);
        var analyses = CommonOptions.AnalysisFile();
        var plan = new TrackOptionsOnCommandLine("Begin of the first window, model time.", defaultBegin: 0);
        var (cluster, data, json) = (CommonOptions.Cluster(), CommonOptions.Data(), CommonOptions.Json());
        var command = new Command("stream",
            """
            Streams a file of observations in its order. The tracks are created where missing and stay. Observations are
            numbered by their place in their track, so streaming the same file again, after a crash for instance, changes
            nothing. A malformed line stops it before anything is sent; an observation that is bad data is refused by the
            service and reported.

            Examples:
              neuralda stream obs.csv --prior priors/lorenz63.safetensors --data silo-data --out analysis.csv
              neuralda stream obs.csv --prior lorenz63 --cluster 127.0.0.1:30000 --lateness 0.8
            """)
        { file, track, prior, writer, batch, analyses, cluster, data, json };
        plan.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Settings(
                parsed.GetValue(file)!, parsed.GetValue(track), plan.Plan(parsed, parsed.GetValue(prior)!),
                new WriterSettings(parsed.GetValue(writer) ?? Path.GetFileName(parsed.GetValue(file)!), parsed.GetValue(batch)),
                parsed.GetValue(analyses), parsed.GetValue(cluster), parsed.GetValue(data)),
            new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        var tracks = ObservationFile.Read(settings.File, settings.Track);
        await using var service = await ServiceConnection.OpenAsync(settings.Cluster, settings.DataFolder, cancellationToken);
        var outcomes = await SendAsync(service.Client, tracks, settings, output, cancellationToken);

        if (settings.AnalysisFile is { } path && outcomes.SelectMany(outcome => outcome.Analyses).ToList() is [var first, ..] analyses)
            await AnalysisFile.WriteAsync(path, analyses, (await service.Client.PriorAsync(first.PriorName, cancellationToken)).Units);
        var report = SendReport.Of(outcomes);
        report.Print(settings.File, outcomes, output);
        output.Result(report);
        return CommandLineRunner.Fine;
    }

    private static async Task<IReadOnlyList<TrackOutcome>> SendAsync(
        NeuralDAClient client, IReadOnlyList<TrackObservations> tracks, Settings settings, CommandOutput output,
        CancellationToken cancellationToken)
    {
        try
        {
            return await FileTransfer.RunAsync(client, tracks, settings.Plan, settings.Writer, output, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new StoppedException(settings.Cluster is null && settings.DataFolder is null
                ? "nothing is kept, since the data folder was a temporary one."
                : "what was acknowledged is kept, and the same command goes on from there.");
        }
    }

    private sealed record Settings(
        string File, string? Track, TrackPlan Plan, WriterSettings Writer, string? AnalysisFile, ClusterAddress? Cluster,
        string? DataFolder);
}
