using System.CommandLine;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Training;
using NeuralDA.Client;
using NeuralDA.Grains.Interfaces.Training;
using NeuralDA.Grains.Training;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda train</c>: makes a prior, in this process or on a cluster.</summary>
internal static class TrainCommand
{
    private const string AllWorkers = "all";

    private static readonly Option<string?> File = new("--out")
    {
        Description = "Where the prior goes; needed without --cluster. The file's name is the prior's, unless --prior says another.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Prior = new("--prior") { Description = "The prior's name.", HelpName = "NAME" };

    private static readonly Option<int> Threads = CommonOptions.Count(
        "--threads", "Threads in this process; the prior does not depend on them.", Environment.ProcessorCount);

    private static readonly Option<string?> Checkpoint = new("--checkpoint")
    {
        Description = "Where the state of a run in this process is kept after every thousand steps and on Ctrl-C.", HelpName = "FILE",
    };

    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on from the checkpoint." };

    private static readonly Option<ClusterAddress?> Cluster = CommonOptions.Cluster();

    private static readonly Option<string> Workers = new("--workers")
    {
        Description = "Most silos of the cluster that take part, or 'all'.", HelpName = "N", DefaultValueFactory = _ => AllWorkers,
    };

    private static readonly Option<string?> Run = new("--run")
    {
        Description = "Id of the run on the cluster. Default: the prior's name.", HelpName = "ID",
    };

    private static readonly Option<bool> Detach = new("--detach") { Description = "Start the run on the cluster and return." };

    private static readonly Option<bool> NoPromotion = new("--no-promotion")
    {
        Description = "Leave the prior in use as it is, even if the new version is better.",
    };

    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var (what, json) = (new TrainingOptionsOnCommandLine(), CommonOptions.Json());
        var command = new Command("train",
            """
            Trains a prior on freshly simulated windows of a published setting or on trajectories in a file: in this process, or on
            the silos of a cluster, where the run goes on by itself. The same options give the same prior, interrupted or not, on any number of silos.

            Examples:
              neuralda train --setting blanke2024-lorenz63-print --out my.safetensors
              neuralda train --setting blanke2024-lorenz63-print --mode paper --steps 4000 --seed 3 --out paper.safetensors
              neuralda train --setting blanke2024-lorenz63-print --out my.safetensors --checkpoint my.checkpoint --resume
              neuralda train --setting blanke2024-lorenz63-print --prior my --cluster 127.0.0.1:30000 --workers all
              neuralda train --data trajectories.nc --window 32 --observe u1 --out my.safetensors
            """);
        what.AddTo(command);
        foreach (var option in new Option[]
        {
            File, Prior, Threads, Checkpoint, Resume, Cluster, Workers, Run, Detach, NoPromotion, json,
        })
            command.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(Prior) ?? Path.GetFileNameWithoutExtension(parsed.GetValue(File));
            if (string.IsNullOrWhiteSpace(name)) throw new UsageException("expected --out FILE, or --cluster and --prior NAME.");
            var data = what.ReadData(parsed);
            var options = what.Read(parsed, name, data);
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            return parsed.GetValue(Cluster) is { } cluster
                ? OnClusterAsync(parsed, cluster, options, data, output, cancellationToken)
                : HereAsync(parsed, options, data, output, cancellationToken);
        });
        return command;
    }

    private static async Task<int> HereAsync(
        ParseResult parsed, TrainingRunOptions options, TrajectoryData? data, CommandOutput output,
        CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(File) ?? throw new UsageException("--out: expected a FILE for the prior, or --cluster.");
        var (checkpointPath, resume) = (parsed.GetValue(Checkpoint), parsed.GetValue(Resume));
        if (resume && checkpointPath is null) throw new UsageException("--resume: expected --checkpoint FILE to go on from.");
        var checkpoint = new CheckpointFile(checkpointPath);
        var from = resume ? checkpoint.Load() : null;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var prior = await TrainingRun.RunAsync(
            TrainingMapping.ToPlan(options), data is null ? null : TrainingMapping.ToSet(data), options.PriorName,
            parsed.GetValue(Threads), from, checkpoint, output, cancellationToken);
        await System.IO.File.WriteAllBytesAsync(file, prior.Save(), cancellationToken);

        var scores = prior.Metadata.Where(entry => entry.Key.StartsWith("validation.", StringComparison.Ordinal)).ToDictionary();
        foreach (var (process, score) in scores) output.Line($"{process}: {score}");
        output.Line($"{file}: {prior.ContentHash}");
        output.Result(new { File = file, prior.ContentHash, Scores = scores });
        return CommandLineRunner.Fine;
    }

    private static async Task<int> OnClusterAsync(
        ParseResult parsed, ClusterAddress cluster, TrainingRunOptions options, TrajectoryData? data, CommandOutput output,
        CancellationToken cancellationToken)
    {
        var wanted = options with { Workers = MostWorkers(parsed.GetValue(Workers)!), Promote = !parsed.GetValue(NoPromotion) };
        var run = parsed.GetValue(Run) ?? options.PriorName;
        await using var client = await NeuralDAClient.ConnectAsync(
            ClientConfiguration.Load(cluster), cancellationToken);
        if (data is not null) await client.Training.SendAsync(data, cancellationToken: cancellationToken);
        var status = await client.Training.StartAsync(run, wanted, cancellationToken);
        output.Line($"run {run} is on the cluster; 'neuralda runs watch {run}' shows it.");
        if (!parsed.GetValue(Detach)) status = await RunWatch.FollowAsync(client, run, output, cancellationToken);
        if (status.Version is { } version && parsed.GetValue(File) is { } file)
            await PriorFiles.ExportAsync(client, options.PriorName, version, file, cancellationToken);
        output.Result(RunWatch.Summary(status));
        return status.Phase is TrainingRunPhase.Failed or TrainingRunPhase.Cancelled
            ? CommandLineRunner.Failed
            : CommandLineRunner.Fine;
    }

    private static int? MostWorkers(string text) => text == AllWorkers
        ? null
        : int.TryParse(text, out var count) && count >= 1
            ? count
            : throw new UsageException($"--workers: expected 'all' or a number of at least 1, found '{text}'.");
}
