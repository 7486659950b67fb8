using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>
/// The error that no method can undercut in the mean: that of the posterior mean, from a bank of possible windows, each
/// weighted by the likelihood of the observations. For a stochastic system the bank is a sample of the climate; for a
/// deterministic one it is a grid over its start, and the posterior mean is exact up to the grid's spacing.
/// </summary>
public sealed class BayesBound
{
    private const ulong Purpose = 0xBA4E;
    private const int ChainLength = 20;

    // From begin to begin in a chain, as parts of T: near enough to spare simulation, far enough to be another window.
    private const double ChainDistance = 0.94;

    // Weights this far below the largest, in natural logarithms, no longer count.
    private const double NegligibleLogWeight = 30;

    private readonly WindowShape _shape;
    private readonly Normalization _normalization;
    private readonly float[][] _columns;
    private readonly int _windows;

    private BayesBound(TwinExperiment experiment, int windows)
    {
        (_shape, _normalization, _windows) = (experiment.Shape, experiment.Normalization, windows);
        // One array for each unknown, so that a likelihood reads only the observed ones.
        _columns = new float[_shape.Size][];
        for (var i = 0; i < _columns.Length; i++) _columns[i] = new float[windows];
    }

    /// <summary>The bound from a sample of simulated windows.</summary>
    /// <param name="experiment">The setting.</param>
    /// <param name="windows">Windows in the bank; the more, the fewer test windows fall into its gaps.</param>
    /// <param name="seed">The seed.</param>
    public static BayesBound FromSample(TwinExperiment experiment, int windows, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var chainLength = experiment.SpinUpSteps > 0 ? ChainLength : 1;
        var bound = new BayesBound(experiment, windows / chainLength * chainLength);
        Parallel.For(0, windows / chainLength, () => new TrajectorySimulator(experiment), (chain, _, simulator) =>
        {
            var distance = (int)(ChainDistance * bound._shape.Steps) * bound._shape.Components;
            var trajectory = new double[(chainLength - 1) * distance + bound._shape.Size];
            simulator.Simulate(new RandomSource(seed, Purpose, (ulong)chain), trajectory);
            for (var i = 0; i < chainLength; i++)
                bound.Place(chain * chainLength + i, trajectory.AsSpan(i * distance, bound._shape.Size));
            return simulator;
        }, _ => { });
        return bound;
    }

    /// <summary>The bound from a grid over the start of a deterministic system of two components.</summary>
    /// <param name="experiment">A setting without model noise, with a uniform start.</param>
    /// <param name="spacing">The distance of neighbouring starts, physical units.</param>
    /// <exception cref="ArgumentException">The setting is not such a one.</exception>
    public static BayesBound FromGrid(TwinExperiment experiment, double spacing)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        if (experiment.Start is not UniformStart { HalfWidths: [var first, var second] } || experiment.NoiseVariance.Any(q => q > 0))
            throw new ArgumentException($"setting '{experiment.Name}' is not deterministic with a uniform start of two components");
        int rows = (int)(2 * first / spacing), columns = (int)(2 * second / spacing);
        var bound = new BayesBound(experiment, rows * columns);
        Parallel.For(0, rows, () => new TrajectorySimulator(experiment), (row, _, simulator) =>
        {
            var trajectory = new double[bound._shape.Size];
            for (var column = 0; column < columns; column++)
            {
                double[] start = [spacing * (row + 0.5) - first, spacing * (column + 0.5) - second];
                simulator.Run(start, trajectory);
                bound.Place(row * columns + column, trajectory);
            }
            return simulator;
        }, _ => { });
        return bound;
    }

    /// <summary>The posterior mean of a window and how many bank windows it rests on.</summary>
    /// <param name="window">The window; its observations lie on steps.</param>
    /// <returns>The mean [d], normalised units, and the effective sample size 1 / Σ w².</returns>
    public (double[] Mean, double EffectiveSampleSize) Estimate(SimulatedWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        var logWeights = new float[_windows];
        foreach (var observation in window.Observations) AddLogLikelihood(observation, logWeights);
        var largest = logWeights.Max();
        var (mean, sum, squares) = (new double[_columns.Length], 0.0, 0.0);
        for (var i = 0; i < _windows; i++)
        {
            if (logWeights[i] < largest - NegligibleLogWeight) continue;
            var weight = Math.Exp(logWeights[i] - largest);
            (sum, squares) = (sum + weight, squares + weight * weight);
            for (var j = 0; j < mean.Length; j++) mean[j] += weight * _columns[j][i];
        }
        for (var j = 0; j < mean.Length; j++) mean[j] /= sum;
        return (mean, sum * sum / squares);
    }

    /// <summary>Scores the bound on windows.</summary>
    /// <returns>The scores, and the smallest and median effective sample size.</returns>
    public (VerificationScores Scores, double SmallestSample, double MedianSample) Score(IReadOnlyList<SimulatedWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var (scores, samples) = (new ScoreAccumulator(), new List<double>());
        foreach (var window in windows)
        {
            var (mean, sample) = Estimate(window);
            scores.Add(_normalization.Normalized(window.Truth), mean);
            samples.Add(sample);
        }
        samples.Sort();
        return (scores.Scores(), samples[0], samples[samples.Count / 2]);
    }

    private void Place(int window, ReadOnlySpan<double> trajectory)
    {
        for (var i = 0; i < trajectory.Length; i++)
            _columns[i][window] = (float)((trajectory[i] - _normalization.Mean[i]) / _normalization.StandardDeviation[i]);
    }

    private void AddLogLikelihood(PointObservation observation, float[] logWeights)
    {
        var index = (int)observation.Step * _shape.Components + observation.Component;
        var (mean, scale) = (_normalization.Mean[index], _normalization.StandardDeviation[index]);
        var value = (float)((observation.Value - mean) / scale);
        var deviation = observation.ErrorStandardDeviation / scale;
        var precision = (float)(-0.5 / (deviation * deviation));
        var column = _columns[index];
        for (var i = 0; i < column.Length; i++)
        {
            var departure = column[i] - value;
            logWeights[i] += precision * departure * departure;
        }
    }
}
