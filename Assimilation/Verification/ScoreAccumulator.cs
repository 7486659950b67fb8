using MathNet.Numerics.Statistics;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Verification;

/// <summary>Collects estimates beside their truth, window by window. Not thread-safe.</summary>
public sealed class ScoreAccumulator
{
    /// <summary>A standard normal lies within ± this with probability 0.9.</summary>
    private const double Central90 = 1.6448536269514722;

    private readonly List<double> _windowMse = [];
    private int _size;
    private bool _probabilistic;
    private double _error, _variance, _crps;
    private long _covered;

    /// <summary>Adds one window.</summary>
    /// <param name="truth">The true trajectory, [d].</param>
    /// <param name="mean">Its estimate, [d].</param>
    /// <param name="standardDeviation">The estimated standard deviation, [d]; empty if there is none.</param>
    /// <exception cref="ArgumentException">A length differs from d or from the windows before; a value is not finite.</exception>
    public void Add(ReadOnlySpan<double> truth, ReadOnlySpan<double> mean, ReadOnlySpan<double> standardDeviation = default)
    {
        CheckShapes(truth.Length, mean.Length, standardDeviation.Length);
        CheckFinite(truth, nameof(truth));
        CheckFinite(mean, nameof(mean));
        CheckFinite(standardDeviation, nameof(standardDeviation));
        (_size, _probabilistic) = (truth.Length, !standardDeviation.IsEmpty);

        var squares = 0.0;
        for (var i = 0; i < truth.Length; i++)
        {
            var error = mean[i] - truth[i];
            _error += error;
            squares += error * error;
            if (_probabilistic) AddSpread(error, standardDeviation[i]);
        }
        _windowMse.Add(squares / truth.Length);
    }

    /// <summary>The scores of all windows added.</summary>
    /// <param name="seed">Decides the draws of the bootstrap; the same seed gives the same intervals.</param>
    /// <exception cref="InvalidOperationException">No window was added.</exception>
    public VerificationScores Scores(ulong seed = 0)
    {
        if (_windowMse.Count == 0) throw new InvalidOperationException("There is nothing to score: no window was added.");
        double[] mse = [.. _windowMse], rmse = [.. _windowMse.Select(Math.Sqrt)];
        var (meanSquare, count) = (mse.Average(), (double)mse.Length * _size);
        return new VerificationScores(
            Windows: mse.Length,
            Rmse: Math.Sqrt(meanSquare),
            RmseInterval: ConfidenceInterval.OfMean(mse, new RandomSource(seed)).SquareRoot(),
            HalfMse: meanSquare / 2,
            MeanWindowRmse: rmse.Average(),
            MeanWindowRmseInterval: ConfidenceInterval.OfMean(rmse, new RandomSource(seed)),
            MedianWindowRmse: rmse.Median(),
            Bias: _error / count,
            Crps: _probabilistic ? _crps / count : null,
            SpreadSkill: _probabilistic ? Math.Sqrt(_variance / count / meanSquare) : null,
            Coverage90: _probabilistic ? _covered / count : null);
    }

    private void AddSpread(double error, double standardDeviation)
    {
        _variance += standardDeviation * standardDeviation;
        _crps += Crps.OfGaussian(error, standardDeviation);
        if (Math.Abs(error) <= Central90 * standardDeviation) _covered++;
    }

    private void CheckShapes(int truth, int mean, int standardDeviation)
    {
        if (truth == 0) throw new ArgumentException("The truth is empty; expected at least one value.");
        if (mean != truth) throw new ArgumentException($"The mean is [{mean}]; the truth is [{truth}].");
        if (standardDeviation != 0 && standardDeviation != truth)
            throw new ArgumentException($"The standard deviation is [{standardDeviation}]; the truth is [{truth}].");
        if (_windowMse.Count == 0) return;
        if (truth != _size) throw new ArgumentException($"The window is [{truth}]; the windows before are [{_size}].");
        if (_probabilistic != (standardDeviation != 0))
            throw new ArgumentException("Standard deviations came with some windows only; expected with all or with none.");
    }

    private static void CheckFinite(ReadOnlySpan<double> values, string name)
    {
        for (var i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"Element {i} of {name} is {values[i]}; expected a finite number.");
    }
}
