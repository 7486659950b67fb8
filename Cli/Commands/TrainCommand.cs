using System.CommandLine;
using System.Globalization;
using System.Reflection;
using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Output;

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
            Description = "paper: as printed in the paper. unrolled: three applications with networks of their own.",
            HelpName = "paper|unrolled",
            DefaultValueFactory = _ => TrainingMode.Unrolled,
        };
        mode.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "paper", "unrolled");
        var file = new Option<string>("--out") { Description = "Where the prior goes.", HelpName = "FILE", Required = true };
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
            parsed.GetValue(file)!, parsed.GetValue(threads),
            new Checkpoints(parsed.GetValue(checkpoint), parsed.GetValue(resume)),
            new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        TrainingPlan plan, string file, int threads, Checkpoints checkpoints, CommandOutput output,
        CancellationToken cancellationToken)
    {
        var from = checkpoints.Load();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var name = TwinExperimentCatalogue.Find(plan.Setting).Model.System;
        var prior = await output.RunAsync("steps", plan.Steps, progress => Task.FromResult(new Trainer(plan).Run(
            name, Provenance(plan), threads, from, checkpoints.Save, new Steps(progress), cancellationToken)));
        await File.WriteAllBytesAsync(file, prior.Save(), cancellationToken);

        var scores = prior.Metadata.Where(entry => entry.Key.StartsWith("validation.", StringComparison.Ordinal)).ToDictionary();
        foreach (var (process, score) in scores) output.Line($"{process}: {score}");
        output.Line($"{file}: {prior.ContentHash}");
        output.Result(new { File = file, prior.ContentHash, Scores = scores });
        return CommandLineRunner.Fine;
    }

    private static Dictionary<string, string> Provenance(TrainingPlan plan) => new()
    {
        ["command"] = $"neuralda train --setting {plan.Setting} --mode {plan.Mode.ToString().ToLowerInvariant()} " +
            string.Create(CultureInfo.InvariantCulture, $"--steps {plan.Steps} --seed {plan.Seed}"),
        ["version"] = typeof(TrainCommand).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
    };

    private sealed class Steps(IProgress<WorkDone> progress) : IProgress<TrainingProgress>
    {
        private string validation = "";

        public void Report(TrainingProgress value)
        {
            if (value.ValidationRmse is { } rmse)
                validation = string.Create(CultureInfo.InvariantCulture, $", validation RMSE {rmse:0.0000}");
            progress.Report(new WorkDone(value.Step, string.Create(CultureInfo.InvariantCulture,
                $"loss {value.Loss:0.0000}{validation}{(value.Skipped > 0 ? $", {value.Skipped} skipped" : "")}")));
        }
    }

    private sealed class Checkpoints(string? path, bool resume)
    {
        public TrainingCheckpoint? Load() => (path, resume) switch
        {
            (null, true) => throw new UsageException("--resume: expected --checkpoint FILE to go on from."),
            ({ } file, true) => TrainingCheckpoint.Load(File.ReadAllBytes(file)),
            _ => null,
        };

        /// <summary>Keeps a checkpoint; the old one stays until the new one is complete.</summary>
        public void Save(TrainingCheckpoint checkpoint)
        {
            if (path is null) return;
            File.WriteAllBytes(path + ".new", checkpoint.Save());
            File.Move(path + ".new", path, overwrite: true);
        }
    }
}
