using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>What a long run of a system says of its windows: the units, the background and the interpolation error.</summary>
/// <param name="Normalization">Mean and standard deviation of each component, repeated for each step, [d].</param>
/// <param name="Prior">The background N(0, B) of whole windows, normalised units.</param>
/// <param name="Representativeness">Mean square error of linear interpolation half-way between steps, [φ], normalised.</param>
public sealed record Climatology(
    Normalization Normalization, ClimatologicalPrior Prior, IReadOnlyList<double> Representativeness)
{
    private const ulong Purpose = 0xC11;

    /// <summary>Estimates it from independent simulated windows.</summary>
    /// <param name="experiment">A setting with a stationary start.</param>
    /// <param name="windows">How many windows; the error of each figure falls with the root of it.</param>
    /// <param name="seed">The seed.</param>
    public static Climatology Estimate(TwinExperiment experiment, int windows, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var simulator = new TrajectorySimulator(experiment);
        var shape = experiment.Shape;
        var states = Matrix<double>.Build.Dense(windows, shape.Size);
        var trajectory = new double[shape.Size];
        var squares = new double[shape.Components];
        for (var window = 0; window < windows; window++)
        {
            simulator.Simulate(new RandomSource(seed, Purpose, (ulong)window), trajectory);
            states.SetRow(window, trajectory);
            AddInterpolationErrors(simulator, shape, trajectory, squares);
        }

        var normalization = PooledOverSteps(states, shape);
        for (var column = 0; column < shape.Size; column++)
        {
            var (mean, scale) = (normalization.Mean[column], normalization.StandardDeviation[column]);
            states.SetColumn(column, states.Column(column).Subtract(mean).Divide(scale));
        }
        var covariance = states.TransposeThisAndMultiply(states).Divide(windows);
        var variances = normalization.StandardDeviation.Take(shape.Components).Select(scale => scale * scale);
        return new Climatology(
            normalization,
            new ClimatologicalPrior(new double[shape.Size], covariance),
            [.. squares.Zip(variances, (square, variance) => square / windows / variance)]);
    }

    private static void AddInterpolationErrors(
        TrajectorySimulator simulator, WindowShape shape, double[] trajectory, double[] squares)
    {
        Span<double> between = stackalloc double[shape.Components];
        simulator.Between(trajectory.AsSpan(0, shape.Components), 0.5, between);
        for (var c = 0; c < shape.Components; c++)
        {
            var error = between[c] - (trajectory[c] + trajectory[c + shape.Components]) / 2;
            squares[c] += error * error;
        }
    }

    private static Normalization PooledOverSteps(Matrix<double> states, WindowShape shape)
    {
        var mean = new double[shape.Size];
        var deviation = new double[shape.Size];
        var columnMeans = states.ColumnSums().Divide(states.RowCount);
        var columnSquares = states.PointwiseMultiply(states).ColumnSums().Divide(states.RowCount);
        for (var c = 0; c < shape.Components; c++)
        {
            var columns = Enumerable.Range(0, shape.Steps).Select(step => step * shape.Components + c).ToArray();
            var average = columns.Average(column => columnMeans[column]);
            var spread = Math.Sqrt(columns.Average(column => columnSquares[column]) - average * average);
            foreach (var column in columns) (mean[column], deviation[column]) = (average, spread);
        }
        return new Normalization(mean, deviation);
    }
}
