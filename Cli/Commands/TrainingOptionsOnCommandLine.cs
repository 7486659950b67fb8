using System.CommandLine;
using NeuralDA.Files.Trajectories;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Cli.Commands;

/// <summary>The options that say what is trained, in this process or on a cluster alike.</summary>
internal sealed class TrainingOptionsOnCommandLine
{
    private readonly Option<string> _setting = CommonOptions.Setting();
    private readonly Option<PriorTrainingMode> _mode = new("--mode")
    {
        Description = "unrolled: three applications with networks of their own. paper: one small pair of networks for all levels, loss (3.5). "
            + "papercovariance: the same with a banded covariance. oneshot: (3.3), applied once. colddiffusion: without observations. "
            + "convolutional: as unrolled with convolutions along the steps, for windows of any length.",
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

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Trajectories to train on instead of a setting: NetCDF-4 (.nc) or CSV (.csv).", HelpName = "FILE",
    };
    private readonly Option<int?> _window = Count("--window", "Steps in a window of --data. Default: 32.");
    private readonly Option<int?> _stride = Count("--stride", "Steps between windows of --data. Default: a quarter of a window.");
    private readonly Option<string?> _observe = new("--observe")
    {
        Description = "Components of --data that are observed, separated by commas. Default: all.", HelpName = "NAMES",
    };

    /// <summary>Makes the options.</summary>
    public TrainingOptionsOnCommandLine()
    {
        _setting.Required = false;
        _mode.AcceptOnlyFromAmong(
            StringComparer.OrdinalIgnoreCase, [.. Enum.GetNames<PriorTrainingMode>().Select(name => name.ToLowerInvariant())]);
    }

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _setting, _data, _window, _stride, _observe, _mode, _steps, _batch, _microShards, _learningRate, _warmUp, _applications, _meanWidth, _precisionWidth,
            _climatology, _validation, _seed,
        })
            command.Add(option);
    }

    /// <summary>Reads the trajectories that are named on the command line; null where a setting is.</summary>
    public TrajectoryData? ReadData(ParseResult parsed)
    {
        if ((parsed.GetValue(_data) is null) == (parsed.GetValue(_setting) is null))
            throw new UsageException("expected either --setting NAME or --data FILE.");
        return parsed.GetValue(_data) is { } path ? TrajectoryFile.Read(path) : null;
    }

    /// <summary>Reads what is trained off the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="priorName">The prior's name.</param>
    /// <param name="data">The trajectories, or null.</param>
    public TrainingRunOptions Read(ParseResult parsed, string priorName, TrajectoryData? data) => new()
    {
        PriorName = priorName,
        Setting = parsed.GetValue(_setting),
        Data = data is null ? null : Reference(parsed, data),
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

    private DataSetReference Reference(ParseResult parsed, TrajectoryData data)
    {
        var reference = new DataSetReference
        {
            ContentHash = data.Describe().Hash(data.Parts()), Name = data.Name, Components = data.Components.Count,
            Stride = parsed.GetValue(_stride), Observed = Observed(parsed.GetValue(_observe), data),
        };
        return parsed.GetValue(_window) is { } steps ? reference with { Steps = steps } : reference;
    }

    private static string? Observed(string? names, TrajectoryData data) => names is null
        ? null
        : string.Join(',', names.Split(',').Select(name => data.Components.Index().Where(entry => entry.Item == name)
            .Select(entry => (int?)entry.Index).FirstOrDefault()
            ?? throw new UsageException($"--observe: expected some of {string.Join(", ", data.Components)}, found '{name}'.")));

    private static Option<int?> Count(string name, string description) => CommonOptions.OptionalCount(name, description);
}
