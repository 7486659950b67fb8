using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Tests.Support;

/// <summary>The settings that tests simulate, with their climatologies estimated once.</summary>
internal static class TestSettings
{
    /// <summary>The published setting that most tests use.</summary>
    public static TwinExperiment Lorenz63 { get; } = TwinExperimentCatalogue.Find("blanke2024-lorenz63-print");

    /// <summary>A small setting of another system and shape: short windows of a pendulum kept moving by model noise.</summary>
    public static TwinExperiment Pendulum { get; } = new()
    {
        Name = "test-pendulum",
        Source = "made for tests",
        Model = new PhysicalModel("pendulum", new Dictionary<string, double>(), TimeStep: 0.1, [1e-3, 1e-3]),
        Shape = new WindowShape(Steps: 8, Components: 2),
        NoiseVariance = [1e-3, 1e-3],
        Scale = ([0, 0], [0.5, 0.7]),
        Start = new GaussianStart([0, 0], 0.5),
        SpinUpSteps = 100,
        ObservedComponent = 0,
        ObservationError = 0.1,
        Factor = new PrecisionFactor(LowestLog10: -2, HighestLog10: 4, InitialDiagonal: 3),
        MeanWidth = 16,
        Processes = new Dictionary<string, ObservationProcess> { ["M3"] = new RandomCount(3, 3) },
        TrainingProcess = new RandomCount(1, 4),
    };

    public static Climatology Lorenz63Climatology { get; } = Climatology.Estimate(Lorenz63, windows: 2000, seed: 1);

    public static Climatology PendulumClimatology { get; } = Climatology.Estimate(Pendulum, windows: 1000, seed: 1);
}
