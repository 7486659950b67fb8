using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>What long runs of a system say of its windows: the units, the background and the interpolation error.</summary>
/// <param name="Normalization">Mean and standard deviation of each component, repeated for each step, [d].</param>
/// <param name="Prior">The background N(0, B) of whole windows, normalised units.</param>
/// <param name="Representativeness">Mean square error of linear interpolation half-way between steps, [φ], normalised.</param>
public sealed record Climatology(
    Normalization Normalization, ClimatologicalPrior Prior, IReadOnlyList<double> Representativeness)
{
    private const ulong Purpose = 0xC11;
    private const int ChainLength = 100;

    /// <summary>Estimates it from simulated windows.</summary>
    /// <param name="experiment">A setting.</param>
    /// <param name="windows">How many windows; the error of each figure falls with the root of it.</param>
    /// <param name="seed">The seed.</param>
    public static Climatology Estimate(TwinExperiment experiment, int windows, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var shape = experiment.Shape;
        var (normalization, simulator) = (experiment.Normalization(), new TrajectorySimulator(experiment));
        var states = Matrix<double>.Build.Dense(windows, shape.Size);
        var chain = new double[ChainLength * shape.Size];
        var representativeness = new double[shape.Components];
        for (var window = 0; window < windows; window++)
        {
            var (index, position) = Math.DivRem(window, ChainLength);
            if (position == 0) simulator.Simulate(new RandomSource(seed, Purpose, (ulong)index), chain);
            var trajectory = chain.AsSpan(position * shape.Size, shape.Size).ToArray();
            var errors = InterpolationError(simulator, shape, trajectory);
            normalization.ScaleToNormalized(errors);
            for (var c = 0; c < shape.Components; c++) representativeness[c] += errors[c] * errors[c] / windows;
            normalization.Normalize(trajectory);
            states.SetRow(window, trajectory);
        }
        var covariance = states.TransposeThisAndMultiply(states).Divide(windows);
        return new Climatology(normalization, new ClimatologicalPrior(new double[shape.Size], covariance), representativeness);
    }

    // The truth half-way between the first two steps, less the mean of the two.
    private static double[] InterpolationError(TrajectorySimulator simulator, WindowShape shape, double[] trajectory)
    {
        var between = new double[shape.Components];
        simulator.Between(trajectory.AsSpan(0, shape.Components), 0.5, between);
        for (var c = 0; c < shape.Components; c++) between[c] -= (trajectory[c] + trajectory[c + shape.Components]) / 2;
        return between;
    }
}
