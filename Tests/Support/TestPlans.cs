using NeuralDA.Assimilation.Training;

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
}
