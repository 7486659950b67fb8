using System.CommandLine;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.TwinExperiments;
using NeuralDA.Cli.Observations;
using NeuralDA.Cli.Output;
using NeuralDA.Cli.Training;
using NeuralDA.Files.Observations;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda simulate</c>: test windows of a published setting as files.</summary>
internal static class SimulateCommand
{
    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var setting = CommonOptions.Setting();
        var windows = CommonOptions.Count("--windows", "How many independent windows; each is a track.", 100);
        var length = CommonOptions.WindowSteps("Steps of a window. Default: the setting's.");
        var process = CommonOptions.Process();
        var seed = CommonOptions.Seed();
        var observations = new Option<string?>("--out")
        {
            Description = "Where the observations go: track,time,component,value,error_std.", HelpName = "OBS.csv",
        };
        var trajectory = new Option<string?>("--trajectory")
        {
            Description = "Where one long trajectory goes instead, as NetCDF-4: what 'train --data' reads.", HelpName = "FILE.nc",
        };
        var steps = CommonOptions.Count("--steps", "Steps of --trajectory.", 40_000);
        var truth = new Option<string?>("--truth")
        {
            Description = "Where the hidden truth goes: track,time,component,value.", HelpName = "TRUTH.csv",
        };
        var json = CommonOptions.Json();
        var command = new Command("simulate",
            """
            Simulates windows of a published setting and observes them: the windows that 'evaluate' scores for the same seed.

            Examples:
              neuralda simulate --setting blanke2024-lorenz63-print --windows 1000 --out obs.csv --truth truth.csv
              neuralda simulate --setting blanke2024-lorenz63-print --windows 10 --process R8 --seed 7 --out obs.csv
              neuralda simulate --setting blanke2024-lorenz63-print --windows 1 --window 100000 --process R8 --out long.csv
              neuralda simulate --setting blanke2024-lorenz63-print --trajectory lorenz63.nc --steps 40000
            """)
        { setting, windows, length, process, seed, observations, truth, trajectory, steps, json };
        command.SetAction(parsed =>
        {
            var experiment = TwinExperimentCatalogue.Find(parsed.GetValue(setting)!);
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            if (parsed.GetValue(trajectory) is { } path)
            {
                LongTrajectory.Write(experiment, parsed.GetValue(steps), parsed.GetValue(seed), path);
                output.Line($"{path}: {parsed.GetValue(steps)} steps");
                output.Result(new { File = path, Steps = parsed.GetValue(steps) });
                return CommandLineRunner.Fine;
            }
            var file = parsed.GetValue(observations) ?? throw new UsageException("expected --out OBS.csv or --trajectory FILE.nc.");
            if (parsed.GetValue(length) is { } longer) experiment = experiment.Over(longer);
            var drawn = WindowSampler.TestWindows(
                experiment, parsed.GetValue(process)!, parsed.GetValue(windows), parsed.GetValue(seed));
            var written = Write(experiment, drawn, file, parsed.GetValue(truth));
            output.Line($"{parsed.GetValue(windows)} windows, {written} observations");
            output.Result(new { Windows = parsed.GetValue(windows), Observations = written });
            return CommandLineRunner.Fine;
        });
        return command;
    }

    private static long Write(
        TwinExperiment experiment, IEnumerable<SimulatedWindow> windows, string observationFile, string? truthFile)
    {
        var (step, components) = (experiment.Model.TimeStep, DynamicalSystems.Describe(experiment.Model.System).Components);
        using var observations = ObservationTable.Create(observationFile);
        using var truth = truthFile is null ? null : TruthFile.Create(truthFile);
        var written = 0L;
        foreach (var (index, window) in windows.Index())
        {
            var track = $"window-{index:00000}";
            foreach (var point in window.Observations)
            {
                observations.Add(track, new Observation(
                    point.Step * step, components[point.Component], point.Value, point.ErrorStandardDeviation));
                written++;
            }
            for (var i = 0; truth is not null && i < window.Truth.Length; i++)
            {
                truth.Add(track).Add(i / components.Count * step)
                    .Add(components[i % components.Count]).Add(window.Truth[i]).EndLine();
            }
        }
        return written;
    }
}
