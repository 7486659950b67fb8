using System.Text.Json.Serialization;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Training;

/// <summary>How a prior is trained.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrainingMode>))]
public enum TrainingMode
{
    /// <summary>As the paper prints it, but with a banded precision: one small pair of networks for all levels, loss (3.5).</summary>
    Paper,

    /// <summary>Our default: a few applications unrolled, each with networks of its own, loss MSE + λ NLL / d.</summary>
    Unrolled,

    /// <summary>As <see cref="Paper"/>, with the banded covariance of the paper's text.</summary>
    PaperCovariance,

    /// <summary>The paper's one-shot objective (3.3): networks of the paper's size, applied once.</summary>
    OneShot,

    /// <summary>The paper's ablation: as <see cref="Paper"/>, but the observations enter through the first guess only.</summary>
    ColdDiffusion,

    /// <summary>As <see cref="Unrolled"/>, with networks that are convolutions along the steps, for windows of any length. ADR 0017.</summary>
    Convolutional,
}

/// <summary>Everything that a training run follows from; the same plan gives the same prior, bit for bit, on one machine.</summary>
public sealed record TrainingPlan
{
    /// <summary>Steps from one score on validation windows to the next.</summary>
    public const int ValidationInterval = 1000;

    private const int RecordedMeanWidth = 256;

    // A convolution sees five steps, and with four layers of them a network 30 on each side; windows must be longer than that by far,
    // or no step would be trained that does not see the window's ends.
    private const int Taps = 5, ConvolutionalWidth = 32, ConvolutionalBatch = 64, ConvolutionalWindowLengths = 4,
        ConvolutionalClimatology = 20_000;
    private static readonly PrecisionFactor RecordedFactor = new(LowestLog10: -2, HighestLog10: 4, InitialDiagonal: 3);

    /// <summary>
    /// The setting whose windows are simulated, see <see cref="TwinExperimentCatalogue"/>; where <see cref="Data"/> is given, only
    /// what that is called.
    /// </summary>
    public required string Setting { get; init; }

    /// <summary>Recorded trajectories to train on; null for a setting's simulated windows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RecordedPlan? Data { get; init; }

    /// <summary>The mode.</summary>
    public TrainingMode Mode { get; init; } = TrainingMode.Unrolled;

    /// <summary>
    /// The number T of steps of a setting's windows in mode <see cref="TrainingMode.Convolutional"/>; 0 where windows have the length
    /// that setting or data give them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int WindowSteps { get; init; }

    /// <summary>The number of optimiser steps.</summary>
    public int Steps { get; init; } = 20_000;

    /// <summary>Windows in a step's global batch.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>
    /// Parts of the global batch, a power of two. Their gradients are computed apart and summed along one fixed tree, so the
    /// result does not depend on how many threads or machines share the work.
    /// </summary>
    public int MicroShards { get; init; } = 4;

    /// <summary>The largest learning rate; it warms up over <see cref="WarmUpSteps"/> and falls as a cosine to zero.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Steps over which the learning rate rises.</summary>
    public int WarmUpSteps { get; init; } = 200;

    /// <summary>The weight λ of the negative log likelihood per unknown; zero in paper mode.</summary>
    public double LikelihoodWeight { get; init; } = 0.1;

    /// <summary>
    /// Applications of the prior in unrolled mode. After 9000 steps three were better than two (validation RMSE on M4 0.192
    /// against 0.202, one run each); each costs as much again.
    /// </summary>
    public int Applications { get; init; } = 3;

    /// <summary>The number l of levels in paper mode.</summary>
    public int PaperLevels { get; init; } = 5;

    /// <summary>Hidden width of the mean networks.</summary>
    public int MeanWidth { get; init; } = 256;

    /// <summary>Hidden width of the precision networks.</summary>
    public int PrecisionWidth { get; init; } = 64;

    /// <summary>Windows that the climatology is estimated from.</summary>
    public int ClimatologyWindows { get; init; } = 100_000;

    /// <summary>Windows of the validation split: for the learning curve and the variance calibration.</summary>
    public int ValidationWindows { get; init; } = 4_000;

    /// <summary>The seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether each application has networks of its own and is trained on the estimate of the one before.</summary>
    internal bool IsUnrolled => Mode is TrainingMode.Unrolled or TrainingMode.OneShot or TrainingMode.Convolutional;

    /// <summary>The plan of a mode with its default sizes: the setting's own unrolled, widths 32 and 32 in the paper.</summary>
    public static TrainingPlan For(string setting, TrainingMode mode)
    {
        var meanWidth = mode == TrainingMode.Unrolled ? TwinExperimentCatalogue.Find(setting).MeanWidth : 0;
        return For(mode, new TrainingPlan { Setting = setting }, meanWidth);
    }

    /// <summary>The plan of a mode for recorded trajectories, with its default sizes.</summary>
    /// <param name="name">What the data are called.</param>
    /// <param name="data">The data.</param>
    /// <param name="mode">The mode.</param>
    public static TrainingPlan For(string name, RecordedPlan data, TrainingMode mode) =>
        For(mode, new TrainingPlan { Setting = name, Data = data }, RecordedMeanWidth);

    private static TrainingPlan For(TrainingMode mode, TrainingPlan source, int meanWidth)
    {
        if (mode == TrainingMode.Unrolled) return source with { MeanWidth = meanWidth };
        if (mode == TrainingMode.Convolutional)
            return source with
            {
                Mode = mode, MeanWidth = ConvolutionalWidth, PrecisionWidth = ConvolutionalWidth, BatchSize = ConvolutionalBatch,
                ClimatologyWindows = ConvolutionalClimatology,
                WindowSteps = source.Data is null
                    ? ConvolutionalWindowLengths * TwinExperimentCatalogue.Find(source.Setting).Shape.Steps
                    : 0,
            };
        var paper = source with { Mode = mode, MeanWidth = 32, PrecisionWidth = 32, LikelihoodWeight = 0 };
        return mode == TrainingMode.OneShot ? paper with { Applications = 1 } : paper;
    }

    /// <summary>The networks that the plan trains.</summary>
    public PriorArchitecture Architecture()
    {
        var (shape, precision) = Windows();
        var (applications, sharedLevels) = IsUnrolled ? (Applications, 0) : (1, PaperLevels);
        var (form, factor) = Mode switch
        {
            TrainingMode.PaperCovariance => (PriorForm.Covariance, precision.Inverse()),
            TrainingMode.ColdDiffusion => (PriorForm.MeanOnly, precision),
            _ => (PriorForm.Precision, precision),
        };
        return new PriorArchitecture(
            shape, applications, sharedLevels, MeanWidth, PrecisionWidth, HiddenLayers: 3, factor, form,
            Mode == TrainingMode.Convolutional ? Taps : 0);
    }

    /// <summary>The setting whose windows are simulated, in windows of the plan's length.</summary>
    internal TwinExperiment Experiment()
    {
        var experiment = TwinExperimentCatalogue.Find(Setting);
        return WindowSteps > 0 ? experiment.Over(WindowSteps) : experiment;
    }

    /// <summary>Refuses plans that cannot be carried out.</summary>
    /// <exception cref="ArgumentException">A number is out of range; the message says which and what it may be.</exception>
    public void Validate()
    {
        Data?.Validate();
        Require(Steps >= 1, nameof(Steps), Steps, "at least 1");
        Require(int.IsPow2(MicroShards), nameof(MicroShards), MicroShards, "a power of two");
        Require(BatchSize >= 1 && BatchSize % (MicroShards * MicroShard.ChainLength) == 0, nameof(BatchSize), BatchSize,
            $"a multiple of {MicroShards * MicroShard.ChainLength} (micro-shards × windows a chain)");
        Require(LearningRate is > 0 and < 1, nameof(LearningRate), LearningRate, "between 0 and 1");
        Require(LikelihoodWeight >= 0, nameof(LikelihoodWeight), LikelihoodWeight, "not negative");
        Require(LikelihoodWeight == 0 || Architecture().Form == PriorForm.Precision, nameof(LikelihoodWeight), LikelihoodWeight,
            $"0 in mode {Mode}, which has no likelihood");
        Require(WindowSteps == 0 || (WindowSteps >= 8 && Mode == TrainingMode.Convolutional && Data is null), nameof(WindowSteps),
            WindowSteps, $"0, or at least 8 in mode {TrainingMode.Convolutional} of a setting");
        Require(Applications >= 1, nameof(Applications), Applications, "at least 1");
        Require(PaperLevels >= 1, nameof(PaperLevels), PaperLevels, "at least 1");
        Require(MeanWidth >= 1 && PrecisionWidth >= 1, "widths", Math.Min(MeanWidth, PrecisionWidth), "at least 1");
        Require(ClimatologyWindows >= 1000, nameof(ClimatologyWindows), ClimatologyWindows, "at least 1000");
        Require(ValidationWindows >= 100, nameof(ValidationWindows), ValidationWindows, "at least 100");
    }

    private (WindowShape Shape, PrecisionFactor Factor) Windows()
    {
        if (Data is { } data) return (data.Shape, RecordedFactor);
        var experiment = Experiment();
        return (experiment.Shape, experiment.Factor);
    }

    private static void Require<T>(bool holds, string name, T value, string expected)
    {
        if (!holds) throw new ArgumentException($"{name} is {value}; it must be {expected}");
    }
}
