using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Verification;

namespace NeuralDA.Assimilation.TwinExperiments;

/// <summary>
/// The error that no method can undercut in the mean: that of the posterior mean, by importance sampling from a bank of
/// climatological windows, each weighted by the likelihood of the observations.
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

    /// <summary>Simulates the bank.</summary>
    /// <param name="experiment">The setting.</param>
    /// <param name="windows">Windows in the bank; the more, the fewer test windows fall into its gaps.</param>
    /// <param name="seed">The seed.</param>
    public BayesBound(TwinExperiment experiment, int windows, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        (_shape, _normalization) = (experiment.Shape, experiment.Normalization);
        _windows = windows / ChainLength * ChainLength;
        // One array for each unknown, so that a likelihood reads only the observed ones.
        _columns = new float[experiment.Shape.Size][];
        for (var i = 0; i < _columns.Length; i++) _columns[i] = new float[_windows];
        Parallel.For(0, _windows / ChainLength, () => new TrajectorySimulator(experiment), (chain, _, simulator) =>
        {
            Simulate(simulator, chain, new RandomSource(seed, Purpose, (ulong)chain));
            return simulator;
        }, _ => { });
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
            var truth = (double[])window.Truth.Clone();
            _normalization.Normalize(truth);
            scores.Add(truth, mean);
            samples.Add(sample);
        }
        samples.Sort();
        return (scores.Scores(), samples[0], samples[samples.Count / 2]);
    }

    private void Simulate(TrajectorySimulator simulator, int chain, RandomSource random)
    {
        var distance = (int)(ChainDistance * _shape.Steps);
        var trajectory = new double[((ChainLength - 1) * distance + _shape.Steps) * _shape.Components];
        simulator.Simulate(random, trajectory);
        for (var window = 0; window < ChainLength; window++)
        {
            var states = trajectory.AsSpan(window * distance * _shape.Components, _shape.Size);
            for (var i = 0; i < states.Length; i++)
                _columns[i][chain * ChainLength + window] =
                    (float)((states[i] - _normalization.Mean[i]) / _normalization.StandardDeviation[i]);
        }
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
