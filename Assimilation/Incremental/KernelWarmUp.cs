using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Dynamics;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>
/// Assimilates a few windows of a tiny prior in every way and number, so that the runtime has compiled the kernels for all
/// priors before the first observation comes: a second or two of a core.
/// </summary>
public static class KernelWarmUp
{
    private static readonly PhysicalModel _model = new("lorenz63", new Dictionary<string, double>(), 0.01, [1e-3, 1e-3, 1e-3]);

    private static readonly PriorArchitecture _architecture = new(
        new WindowShape(8, 3), Applications: 2, SharedLevels: 0, MeanWidth: 8, PrecisionWidth: 8, HiddenLayers: 1,
        new PrecisionFactor(LowestLog10: -2, HighestLog10: 4, InitialDiagonal: 3));

    /// <summary>A tiny prior, which says nothing of any system.</summary>
    public static Prior Prior { get; } = TinyPrior();

    /// <summary>Runs it.</summary>
    /// <returns>The estimates, which say nothing of any system.</returns>
    public static IReadOnlyList<WindowEstimate> Run()
    {
        var assimilator = new WindowAssimilator(Prior);
        var estimates = new List<WindowEstimate>();
        // One window, as many as a vector holds, and more.
        int[] companies = [1, 2, MachineVectors.Bits / (8 * sizeof(float)) + 1];
        foreach (var windows in companies)
        {
            foreach (var solves in (int[])[0, 2])
            {
                var first = new WindowProblem([new PointObservation(1.5, 0, 1, 0.5)], solves) { Shift = 2 };
                var handedOn = assimilator.Assimilate([.. Enumerable.Repeat(first, windows)]);
                estimates.AddRange(handedOn);
                estimates.AddRange(assimilator.Assimilate([.. handedOn.Select(each => first with { Carried = each.Carried })]));
                estimates.AddRange(assimilator.Assimilate([first with { Observations = [], Carried = handedOn[0].Carried }]));
            }
        }
        return estimates;
    }

    private static Prior TinyPrior()
    {
        var (shape, system) = (_architecture.Shape, DynamicalSystems.Describe(_model.System));
        var units = new Normalization(new double[shape.Size], [.. Enumerable.Repeat(8.0, shape.Size)]);
        var background = new ClimatologicalPrior(new double[shape.Size], Matrix<double>.Build.DenseIdentity(shape.Size));
        var description = new PriorDescription
        {
            Name = "warm-up", Setting = "none", Components = system.Components, Units = system.Units, TimeStep = _model.TimeStep,
            Model = _model, Architecture = _architecture,
        };
        return Priors.Prior.Create(
            description, new Climatology(units, background, new double[shape.Components]), new float[_architecture.ParameterCount],
            new VarianceCalibration([0.1], [1]), new Dictionary<string, string>());
    }
}
