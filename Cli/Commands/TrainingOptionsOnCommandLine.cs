using System.CommandLine;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Cli.Commands;

/// <summary>The options that say what is trained, in this process or on a cluster alike.</summary>
internal sealed class TrainingOptionsOnCommandLine
{
    private readonly Option<string> _setting = CommonOptions.Setting();
    private readonly Option<PriorTrainingMode> _mode = new("--mode")
    {
        Description = "unrolled: three applications with networks of their own. paper: one small pair of networks for all levels, loss (3.5). "
            + "papercovariance: the same with a banded covariance. oneshot: (3.3), applied once. colddiffusion: without observations.",
        HelpName = "MODE",
        DefaultValueFactory = _ => PriorTrainingMode.Unrolled,
    };
    private readonly Option<int?> _steps = Count("--steps", "Optimiser steps. Default: 20000.");
    private readonly Option<int?> _batch = Count("--batch", "Windows in a step. Default: 256.");
    private readonly Option<int?> _microShards = Count(
        "--micro-shards", "Parts of a step that silos share, a power of two; another number gives another prior. Default: 4.");
    private readonly Option<double?> _learningRate = new("--learning-rate")
    {
        Description = "The largest learning rate. Default: 0.002.", HelpName = "RATE",
    };
    private readonly Option<int?> _warmUp = Count("--warm-up", "Steps over which the learning rate rises. Default: 200.");
    private readonly Option<int?> _applications = Count("--applications", "Applications of the prior, mode unrolled. Default: 3.");
    private readonly Option<int?> _meanWidth = Count("--mean-width", "Hidden width of the mean networks. Default: the setting's.");
    private readonly Option<int?> _precisionWidth = Count(
        "--precision-width", "Hidden width of the precision networks. Default: 64; 32 in the paper's modes.");
    private readonly Option<int?> _climatology = Count(
        "--climatology-windows", "Windows that the background is estimated from. Default: 100000.");
    private readonly Option<int?> _validation = Count(
        "--validation-windows", "Windows that the variances are calibrated on. Default: 4000.");
    private readonly Option<ulong> _seed = CommonOptions.Seed();

    /// <summary>Makes the options.</summary>
    public TrainingOptionsOnCommandLine() => _mode.AcceptOnlyFromAmong(
        StringComparer.OrdinalIgnoreCase, [.. Enum.GetNames<PriorTrainingMode>().Select(name => name.ToLowerInvariant())]);

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _setting, _mode, _steps, _batch, _microShards, _learningRate, _warmUp, _applications, _meanWidth, _precisionWidth,
            _climatology, _validation, _seed,
        })
            command.Add(option);
    }

    /// <summary>Reads what is trained off the command line.</summary>
    public TrainingRunOptions Read(ParseResult parsed, string priorName) => new()
    {
        PriorName = priorName,
        Setting = parsed.GetValue(_setting),
        Mode = parsed.GetValue(_mode),
        Steps = parsed.GetValue(_steps),
        BatchSize = parsed.GetValue(_batch),
        MicroShards = parsed.GetValue(_microShards),
        LearningRate = parsed.GetValue(_learningRate),
        WarmUpSteps = parsed.GetValue(_warmUp),
        Applications = parsed.GetValue(_applications),
        MeanWidth = parsed.GetValue(_meanWidth),
        PrecisionWidth = parsed.GetValue(_precisionWidth),
        ClimatologyWindows = parsed.GetValue(_climatology),
        ValidationWindows = parsed.GetValue(_validation),
        Seed = parsed.GetValue(_seed),
    };

    private static Option<int?> Count(string name, string description) => CommonOptions.OptionalCount(name, description);
}
