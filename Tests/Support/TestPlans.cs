using NeuralDA.Assimilation.Training;
using NeuralDA.Assimilation.Training.Windows;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Tests.Support;

/// <summary>Training plans that take seconds.</summary>
internal static class TestPlans
{
    /// <summary>Narrow networks and small batches of the setting that most tests use.</summary>
    public static TrainingPlan Small { get; } = new()
    {
        Setting = TestSettings.Lorenz63.Name,
        Steps = 30,
        BatchSize = 32,
        MicroShards = 2,
        MeanWidth = 16,
        PrecisionWidth = 8,
        WarmUpSteps = 10,
        ClimatologyWindows = 1000,
        ValidationWindows = 100,
    };
    /// <summary>What windows of these plans are drawn with.</summary>
    public static Climatology Climatology { get; } =
        Climatology.Estimate(TwinExperimentCatalogue.Find(Small.Setting), windows: 1000, seed: 1);

    /// <summary>Draws the windows of a part of a step.</summary>
    public static MicroShard Draw(TrainingPlan plan, int step, int index)
    {
        var shard = new MicroShard(plan, Climatology, new SimulatedWindows(plan.Experiment()).TrainingWindows());
        shard.Draw(step, index);
        return shard;
    }
}
