using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Trajectories;
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
            var standard = ToStandard(options);
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

    /// <summary>Trajectories as the library takes them.</summary>
    /// <param name="data">Trajectories.</param>
    public static TrajectorySet ToSet(TrajectoryData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new TrajectorySet(data.Name, data.Components, data.Units, data.TimeStep, data.Trajectories);
    }

    private static TrainingPlan ToStandard(TrainingRunOptions options) => options switch
    {
        { Setting: { } setting, Data: null } => TrainingPlan.For(setting, ToMode(options.Mode)),
        { Setting: null, Data: { } data } => TrainingPlan.For(data.Name, ToRecorded(data), ToMode(options.Mode)),
        _ => throw new ArgumentException("it names neither or both of a setting and a data set; it must name one"),
    };

    private static RecordedPlan ToRecorded(DataSetReference data) => new(
        data.ContentHash, data.Components, data.Steps, data.Stride ?? Math.Max(1, data.Steps / 4),
        data.Observed ?? string.Join(',', Enumerable.Range(0, Math.Max(0, data.Components))));

    private static TrainingMode ToMode(PriorTrainingMode mode) => mode switch
    {
        PriorTrainingMode.Unrolled => TrainingMode.Unrolled,
        PriorTrainingMode.Paper => TrainingMode.Paper,
        PriorTrainingMode.PaperCovariance => TrainingMode.PaperCovariance,
        PriorTrainingMode.OneShot => TrainingMode.OneShot,
        PriorTrainingMode.ColdDiffusion => TrainingMode.ColdDiffusion,
        PriorTrainingMode.Convolutional => TrainingMode.Convolutional,
        _ => throw new ArgumentException($"the mode {(int)mode} is unknown"),
    };
}
