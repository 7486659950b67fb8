using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>Lorenz 63 as the authors' program has it: dt 0.05, starting about (0, 0, 25), not stationary.</summary>
internal static class Blanke2024Lorenz63
{
    public static TwinExperiment Setting { get; } = new()
    {
        Name = "blanke2024-lorenz63",
        Source = "Blanke, Fablet and Lelarge (2024), Neural Incremental Data Assimilation, the authors' program",
        Model = new PhysicalModel("lorenz63", new Dictionary<string, double>(), TimeStep: 0.05, [0.05, 0.05, 0.05]),
        Shape = new WindowShape(Steps: 32, Components: 3),
        NoiseVariance = [0.05, 0.05, 0.05],
        Scale = null,
        Start = new GaussianStart([0, 0, 25], 10),
        SpinUpSteps = 0,
        ObservedComponent = 0,
        ObservationError = 0.05,
        Factor = new PrecisionFactor(LowestLog10: -2, HighestLog10: 4, InitialDiagonal: 3),
        MeanWidth = 256,
        Processes = new Dictionary<string, ObservationProcess>
        {
            ["E8"] = new RegularPeriod(8),
            ["M4"] = new RandomCount(4, 4),
        },
        TrainingProcess = new ProcessMixture([(0.5, new RegularPeriod(8)), (0.5, new RandomCount(4, 4))]),
    };
}
