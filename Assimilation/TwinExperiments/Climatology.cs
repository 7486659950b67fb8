using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;
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
    private const ulong NormalizationPurpose = 0xC12;
    private const int ChainLength = 100;
    private const int NormalizationWindows = 100_000;

    /// <summary>Estimates it from simulated windows.</summary>
    /// <param name="experiment">A setting.</param>
    /// <param name="windows">How many windows; the error of each figure falls with the root of it.</param>
    /// <param name="seed">The seed.</param>
    public static Climatology Estimate(TwinExperiment experiment, int windows, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var (shape, normalization) = (experiment.Shape, experiment.Normalization);
        var simulator = new TrajectorySimulator(experiment);
        var states = Matrix<double>.Build.Dense(windows, shape.Size);
        var representativeness = new double[shape.Components];
        var window = 0;
        foreach (var trajectory in Windows(experiment, simulator, windows, seed, Purpose))
        {
            var errors = InterpolationError(simulator, shape, trajectory);
            normalization.ScaleToNormalized(errors);
            for (var c = 0; c < shape.Components; c++) representativeness[c] += errors[c] * errors[c] / windows;
            normalization.Normalize(trajectory);
            states.SetRow(window++, trajectory);
        }
        var covariance = experiment.LinearBackgroundError is { } error
            ? LinearCovariance(experiment, error)
            : states.TransposeThisAndMultiply(states).Divide(windows);
        return new Climatology(normalization, new ClimatologicalPrior(new double[shape.Size], covariance), representativeness);
    }

    /// <summary>The same with the background of convolutional priors, see <see cref="MarkovBackground"/>.</summary>
    public Climatology WithMarkovBackground()
    {
        var n = Representativeness.Count;
        return this with { Prior = MarkovBackground.Of(Prior, n).Over(Prior.Mean.Length / n) };
    }

    /// <summary>A setting's normalisation: its own scale, or mean and deviation of each component and step.</summary>
    internal static Normalization NormalizationOf(TwinExperiment experiment)
    {
        var steps = experiment.Shape.Steps;
        if (experiment.Scale is var (means, deviations))
            return new Normalization(
                [.. Enumerable.Repeat(means, steps).SelectMany(mean => mean)],
                [.. Enumerable.Repeat(deviations, steps).SelectMany(deviation => deviation)]);

        var (sum, squares) = (new double[experiment.Shape.Size], new double[experiment.Shape.Size]);
        var simulator = new TrajectorySimulator(experiment);
        foreach (var trajectory in Windows(experiment, simulator, NormalizationWindows, seed: 0, NormalizationPurpose))
        {
            for (var i = 0; i < sum.Length; i++)
                (sum[i], squares[i]) = (sum[i] + trajectory[i], squares[i] + trajectory[i] * trajectory[i]);
        }
        double[] average = [.. sum.Select(total => total / NormalizationWindows)];
        return new Normalization(
            average, [.. squares.Zip(average, (square, mean) => Math.Sqrt(square / NormalizationWindows - mean * mean))]);
    }

    // Windows of a stationary setting follow one another along a trajectory; others each have a start of their own.
    private static IEnumerable<double[]> Windows(
        TwinExperiment experiment, TrajectorySimulator simulator, int count, ulong seed, ulong purpose)
    {
        var size = experiment.Shape.Size;
        var chainLength = experiment.SpinUpSteps > 0 ? ChainLength : 1;
        var chain = new double[chainLength * size];
        for (var window = 0; window < count; window++)
        {
            var (index, position) = Math.DivRem(window, chainLength);
            if (position == 0) simulator.Simulate(new RandomSource(seed, purpose, (ulong)index), chain);
            yield return chain.AsSpan(position * size, size).ToArray();
        }
    }

    // The truth half-way between the first two steps, less the mean of the two.
    private static double[] InterpolationError(TrajectorySimulator simulator, WindowShape shape, double[] trajectory)
    {
        var between = new double[shape.Components];
        simulator.Between(trajectory.AsSpan(0, shape.Components), 0.5, between);
        for (var c = 0; c < shape.Components; c++) between[c] -= (trajectory[c] + trajectory[c + shape.Components]) / 2;
        return between;
    }

    // Windows of x_{t+1} = J x_t + error, with J the derivative of a step at rest, from the start's variances.
    private static Matrix<double> LinearCovariance(TwinExperiment experiment, double error)
    {
        var n = experiment.Shape.Components;
        var rest = new Float64[n];
        Float64[] next = new Float64[n], slopes = new Float64[n * n];
        experiment.Model.Integrator<Float64>().StepWithJacobian(rest, next, slopes);
        var step = Matrix<double>.Build.Dense(n, n, (i, j) => slopes[i * n + j].Get(0));
        var noise = Matrix<double>.Build.DenseDiagonal(n, error * error);

        var covariance = Matrix<double>.Build.Dense(experiment.Shape.Size, experiment.Shape.Size);
        var variance = Matrix<double>.Build.DenseOfDiagonalArray([.. experiment.Start.Variances]);
        for (var t = 0; t < experiment.Shape.Steps; t++)
        {
            // Cov(x_s, x_t) = J^{s − t} Cov(x_t) for s ≥ t.
            var cross = variance;
            for (var s = t; s < experiment.Shape.Steps; s++)
            {
                covariance.SetSubMatrix(s * n, t * n, cross);
                covariance.SetSubMatrix(t * n, s * n, cross.Transpose());
                cross = step * cross;
            }
            variance = step * variance * step.Transpose() + noise;
        }
        return covariance;
    }
}
