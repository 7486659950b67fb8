using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Training.Optimization;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Tests.Support;

/// <summary>
/// Small untrained priors, for tests of what is done with a prior rather than of how good it is. The same in each run.
/// </summary>
internal static class TestPriors
{
    /// <summary>For the setting blanke2024-lorenz63-print, windows [32, 3], two applications, with a physical model.</summary>
    public static Prior Lorenz63 { get; } = Lorenz63Of("lorenz63", seed: 1);

    /// <summary>The same shape without a physical model: neither refinement nor forecast.</summary>
    public static Prior WithoutModel { get; } = Create(
        Describe("without-model", TestSettings.Lorenz63, applications: 2, sharedLevels: 0) with { Model = null },
        TestSettings.Lorenz63Climatology, seed: 2);

    /// <summary>The same shape with one pair of networks shared by all levels, as the paper has it.</summary>
    public static Prior SharedNetworks { get; } = Create(
        Describe("shared", TestSettings.Lorenz63, applications: 1, sharedLevels: 3), TestSettings.Lorenz63Climatology, seed: 3);

    /// <summary>The same with a banded covariance.</summary>
    public static Prior BandedCovariance { get; } = OfForm("covariance", PriorForm.Covariance, seed: 5);

    /// <summary>The same without a precision: cold diffusion.</summary>
    public static Prior MeanOnly { get; } = OfForm("mean-only", PriorForm.MeanOnly, seed: 6);

    /// <summary>The same shape with convolutions along the steps, for windows of any length.</summary>
    public static Prior Convolutional { get; } = Create(
        Convolutions(Describe("convolutional", TestSettings.Lorenz63, applications: 2, sharedLevels: 0)),
        TestSettings.Lorenz63Climatology.WithMarkovBackground(), seed: 7);

    /// <summary>Another system and another shape: windows [8, 2] of a pendulum.</summary>
    public static Prior Pendulum { get; } = Create(
        Describe("pendulum", TestSettings.Pendulum, applications: 2, sharedLevels: 0), TestSettings.PendulumClimatology, seed: 4);

    /// <summary>Each prior there is, for laws that hold for all.</summary>
    public static IReadOnlyList<Prior> All { get; } = [Lorenz63, WithoutModel, SharedNetworks, BandedCovariance, MeanOnly, Convolutional, Pendulum];

    /// <summary>A prior as <see cref="Lorenz63"/>, of another name or with other weights: another version.</summary>
    public static Prior Lorenz63Of(string name, ulong seed) => Create(
        Describe(name, TestSettings.Lorenz63, applications: 2, sharedLevels: 0), TestSettings.Lorenz63Climatology, seed);

    /// <summary>A prior with random weights and an invented variance calibration.</summary>
    public static Prior Create(PriorDescription description, Climatology climatology, ulong seed) => Prior.Create(
        description, climatology, ParameterInitialization.Draw(description.Architecture, seed),
        new VarianceCalibration([0.01, 0.1], [1.5, 0.8]), new Dictionary<string, string> { ["made_by"] = "tests" });

    private static PriorDescription Convolutions(PriorDescription description) => description with
    {
        Architecture = description.Architecture with { Taps = 3, HiddenLayers = 2 },
    };

    private static Prior OfForm(string name, PriorForm form, ulong seed)
    {
        var description = Describe(name, TestSettings.Lorenz63, applications: 1, sharedLevels: 3);
        return Create(
            description with { Architecture = description.Architecture with { Form = form } }, TestSettings.Lorenz63Climatology, seed);
    }

    /// <summary>The description of a prior with networks 8 and 4 wide.</summary>
    public static PriorDescription Describe(string name, TwinExperiment setting, int applications, int sharedLevels)
    {
        var system = DynamicalSystems.Describe(setting.Model.System);
        return new PriorDescription
        {
            Name = name,
            Setting = setting.Name,
            Components = system.Components,
            Units = system.Units,
            TimeStep = setting.Model.TimeStep,
            Model = setting.Model,
            Architecture = new PriorArchitecture(setting.Shape, applications, sharedLevels, MeanWidth: 8, PrecisionWidth: 4,
                HiddenLayers: 1, new PrecisionFactor(LowestLog10: -2, HighestLog10: 4, InitialDiagonal: 3)),
        };
    }
}
