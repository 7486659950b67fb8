using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>The damped pendulum without model noise, its angle observed; the print and the program differ in the noise.</summary>
internal static class Blanke2024Pendulum
{
    public static TwinExperiment Print { get; } = Setting(
        "blanke2024-pendulum-print", "as printed: observation noise 0.01", observationError: 0.01);

    public static TwinExperiment Program { get; } = Setting(
        "blanke2024-pendulum", "the authors' program: observation noise 0.001", observationError: 0.001);

    private static TwinExperiment Setting(string name, string source, double observationError) => new()
    {
        Name = name,
        Source = $"Blanke, Fablet and Lelarge (2024), Neural Incremental Data Assimilation, {source}",
        // The truth has no model noise; the weak constraint assumes a little, without which descents fail more often.
        Model = new PhysicalModel("pendulum", new Dictionary<string, double>(), TimeStep: 0.1, [1e-6, 1e-6]),
        Shape = new WindowShape(Steps: 100, Components: 2),
        NoiseVariance = [0, 0],
        Scale = ([0, 0], [1, 1]),
        Start = new UniformStart([3 * Math.PI / 4, 1]),
        SpinUpSteps = 0,
        LinearBackgroundError = 0.1,
        ObservedComponent = 0,
        ObservationError = observationError,
        Factor = new PrecisionFactor(LowestLog10: -2, HighestLog10: 6, InitialDiagonal: 5),
        MeanWidth = 128,
        Processes = new Dictionary<string, ObservationProcess>
        {
            ["E20"] = new RegularPeriod(20),
            ["P05"] = new RandomRate(0.05),
            ["P10"] = new RandomRate(0.10),
        },
        TrainingProcess = new ProcessMixture(
        [
            (0.5, new RegularPeriod(20)),
            (0.15, new RandomRate(0.05)),
            (0.15, new RandomRate(0.10)),
            (0.2, new RandomCount(3, 12)),
        ]),
    };
}
