using System.CommandLine;
using NeuralDA.Assimilation.Training;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Training;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda train</c>: makes a prior.</summary>
internal static class TrainCommand
{
    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var setting = CommonOptions.Setting();
        var mode = new Option<TrainingMode>("--mode")
        {
            Description = "unrolled: three applications with networks of their own. paper: one small pair of networks for all levels, loss (3.5). "
                + "papercovariance: the same with a banded covariance. oneshot: (3.3), applied once. colddiffusion: without observations.",
            HelpName = "MODE",
            DefaultValueFactory = _ => TrainingMode.Unrolled,
        };
        mode.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. Enum.GetNames<TrainingMode>().Select(name => name.ToLowerInvariant())]);
        var file = new Option<string>("--out")
        {
            Description = "Where the prior goes; the file's name is the prior's.", HelpName = "FILE", Required = true,
        };
        var steps = CommonOptions.Count("--steps", "Optimiser steps.", new TrainingPlan { Setting = "" }.Steps);
        var seed = CommonOptions.Seed();
        var threads = CommonOptions.Count("--threads", "Threads; the prior does not depend on them.", Environment.ProcessorCount);
        var checkpoint = new Option<string?>("--checkpoint")
        {
            Description = "Where the state of the run is kept after every thousand steps and on Ctrl-C.", HelpName = "FILE",
        };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint." };
        var json = CommonOptions.Json();
        var command = new Command("train",
            """
            Trains a prior on freshly simulated windows of a published setting. The same command gives the same file,
            interrupted or not.

            Examples:
              neuralda train --setting blanke2024-lorenz63-print --out my.safetensors
              neuralda train --setting blanke2024-lorenz63-print --mode paper --steps 4000 --seed 3 --out paper.safetensors
              neuralda train --setting blanke2024-lorenz63-print --out my.safetensors --checkpoint my.checkpoint --resume
            """)
        { setting, mode, file, steps, seed, threads, checkpoint, resume, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            TrainingPlan.For(parsed.GetValue(setting)!, parsed.GetValue(mode)) with
            {
                Steps = parsed.GetValue(steps), Seed = parsed.GetValue(seed),
            },
            parsed.GetValue(file)!, parsed.GetValue(threads), parsed.GetValue(checkpoint), parsed.GetValue(resume),
            new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        TrainingPlan plan, string file, int threads, string? checkpointPath, bool resume, CommandOutput output,
        CancellationToken cancellationToken)
    {
        if (resume && checkpointPath is null) throw new UsageException("--resume: expected --checkpoint FILE to go on from.");
        var checkpoint = new CheckpointFile(checkpointPath);
        var from = resume ? checkpoint.Load() : null;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var name = Path.GetFileNameWithoutExtension(file);
        var prior = await TrainingRun.RunAsync(plan, name, threads, from, checkpoint, output, cancellationToken);
        await File.WriteAllBytesAsync(file, prior.Save(), cancellationToken);

        var scores = prior.Metadata.Where(entry => entry.Key.StartsWith("validation.", StringComparison.Ordinal)).ToDictionary();
        foreach (var (process, score) in scores) output.Line($"{process}: {score}");
        output.Line($"{file}: {prior.ContentHash}");
        output.Result(new { File = file, prior.ContentHash, Scores = scores });
        return CommandLineRunner.Fine;
    }
}
