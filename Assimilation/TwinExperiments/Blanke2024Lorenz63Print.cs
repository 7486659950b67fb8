using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>Lorenz 63 as Blanke, Fablet and Lelarge print it: dt 0.025, stationary start, model noise, u1 observed.</summary>
internal static class Blanke2024Lorenz63Print
{
    public static TwinExperiment Setting { get; } = new()
    {
        Name = "blanke2024-lorenz63-print",
        Source = "Blanke, Fablet and Lelarge (2024), Neural Incremental Data Assimilation, section 5, as printed",
        Model = new PhysicalModel("lorenz63", new Dictionary<string, double>(), TimeStep: 0.025, [0.025, 0.025, 0.025]),
        Shape = new WindowShape(Steps: 32, Components: 3),
        NoiseVariance = [0.025, 0.025, 0.025],
        // From 2000 simulated trajectories of 20 000 steps; u1 and u2 have mean zero by symmetry.
        Scale = ([0, 0, 23.736], [7.960, 8.999, 8.441]),
        Start = new GaussianStart([0, 0, 24], 8),
        SpinUpSteps = 1000,
        ObservedComponent = 0,
        ObservationError = 0.05,
        Factor = new PrecisionFactor(LowestLog10: -2, HighestLog10: 4, InitialDiagonal: 3),
        MeanWidth = 256,
        Processes = new Dictionary<string, ObservationProcess>
        {
            ["M4"] = new RandomCount(4, 4),
            ["R8"] = new RandomRate(1.0 / 8),
            ["R4"] = new RandomRate(1.0 / 4),
            ["E8"] = new RegularPeriod(8),
        },
        TrainingProcess = new ProcessMixture(
        [
            (0.25, new RandomCount(4, 4)),
            (0.22, new RandomRate(1.0 / 8)),
            (0.13, new RandomRate(1.0 / 4)),
            (0.13, new RegularPeriod(8)),
            (0.27, new RandomCount(1, 12)),
        ]),
    };
}
