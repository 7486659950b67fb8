using NeuralDA.Assimilation.Training;
using NeuralDA.Grains.Interfaces.Training;

namespace NeuralDA.Grains.Training;

/// <summary>The one place where the wire's training becomes the library's.</summary>
public static class TrainingMapping
{
    /// <summary>The plan of a run.</summary>
    /// <param name="options">What is trained.</param>
    /// <exception cref="InvalidTrainingRunException">It cannot be carried out.</exception>
    public static TrainingPlan ToPlan(TrainingRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            if (string.IsNullOrWhiteSpace(options.PriorName)) throw new ArgumentException("the prior has no name");
            if (options.Workers < 1) throw new ArgumentException($"Workers is {options.Workers}; it must be at least 1");
            var standard = TrainingPlan.For(
                options.Setting ?? throw new ArgumentException("no setting is named"), ToMode(options.Mode));
            var plan = standard with
            {
                Steps = options.Steps ?? standard.Steps,
                BatchSize = options.BatchSize ?? standard.BatchSize,
                MicroShards = options.MicroShards ?? standard.MicroShards,
                LearningRate = options.LearningRate ?? standard.LearningRate,
                WarmUpSteps = options.WarmUpSteps ?? standard.WarmUpSteps,
                Applications = options.Applications ?? standard.Applications,
                MeanWidth = options.MeanWidth ?? standard.MeanWidth,
                PrecisionWidth = options.PrecisionWidth ?? standard.PrecisionWidth,
                ClimatologyWindows = options.ClimatologyWindows ?? standard.ClimatologyWindows,
                ValidationWindows = options.ValidationWindows ?? standard.ValidationWindows,
                Seed = options.Seed,
            };
            plan.Validate();
            return plan;
        }
        catch (ArgumentException problem)
        {
            throw new InvalidTrainingRunException($"The run cannot be carried out: {problem.Message}.");
        }
    }

    private static TrainingMode ToMode(PriorTrainingMode mode) => mode switch
    {
        PriorTrainingMode.Unrolled => TrainingMode.Unrolled,
        PriorTrainingMode.Paper => TrainingMode.Paper,
        PriorTrainingMode.PaperCovariance => TrainingMode.PaperCovariance,
        PriorTrainingMode.OneShot => TrainingMode.OneShot,
        PriorTrainingMode.ColdDiffusion => TrainingMode.ColdDiffusion,
        _ => throw new ArgumentException($"the mode {(int)mode} is unknown"),
    };
}
