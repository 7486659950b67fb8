using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// The steps of a window after its newest observation, which are a forecast. 4D-Var has their most probable course and a linear
/// spread around it, which soon says little of a chaotic system; an ensemble from the newest observed state has their mean and
/// spread. Not thread-safe.
/// </summary>
internal sealed class ForecastTail
{
    private const ulong Seed = 0x7A11;
    private const int Pairs = 32;

    private readonly Prior _prior;
    private readonly WindowPreparation _preparation;
    private readonly EnsembleForecast _forecast;
    private readonly GaussianMembers _members;
    // The model noise of each step: the same for every window and minimum, so that an analysis is a function of its window.
    private readonly double[][] _noise;

    /// <summary>Makes it for a prior with a physical model.</summary>
    public ForecastTail(Prior prior, WindowPreparation preparation)
    {
        (_prior, _preparation, _forecast) = (prior, preparation, new EnsembleForecast(prior.Description.Model!));
        var (n, random) = (prior.Shape.Components, new RandomSource(Seed));
        _members = new GaussianMembers(n, Pairs, random);
        _noise = Array.ConvertAll(new int[prior.Shape.Steps], _ => new double[n * 2 * Pairs]);
        foreach (var step in _noise)
            for (var k = 0; k < step.Length; k++) step[k] = random.NextGaussian();
    }

    /// <summary>Replaces the steps after the newest observation.</summary>
    /// <param name="mixture">The minima.</param>
    /// <param name="newest">The step of the newest observation, or the first where there is none.</param>
    /// <param name="mean">The mean of the mixture, [d], normalised units.</param>
    /// <param name="deviation">Its standard deviation, [d].</param>
    /// <returns>The last state.</returns>
    public StateEstimate Replace(EvidenceMixture mixture, int newest, double[] mean, double[] deviation)
    {
        var last = _prior.Shape.Steps - 1;
        if (newest >= last) return mixture.Moments([.. mixture.Minima.Select(minimum => minimum.StateAt(last))]);
        var members = mixture.Minima.Select(minimum => _members.Of(Known(minimum.StateAt(newest), newest))).ToArray();
        for (var step = newest + 1; ; step++)
        {
            foreach (var states in members) _forecast.Advance(states, _noise[step - newest - 1]);
            var state = _prior.Normalization.Normalized(Moments(members, mixture.Weights), step);
            for (int i = 0, k = step * state.Mean.Count; i < state.Mean.Count; i++, k++)
                (mean[k], deviation[k]) = (state.Mean[i], Math.Sqrt(state.Covariance[i, i]));
            if (step == last) return state;
        }
    }

    // Physical units. Where the minimum knows less than climatology, by that.
    private StateEstimate Known(StateEstimate minimum, int step) =>
        _prior.Normalization.ToPhysical(_preparation.ClimatologyOf(step).Bounding(minimum), step);

    // Of the members, [minima, φ, members], each with the weight of its minimum.
    private static StateEstimate Moments(double[][][] members, IReadOnlyList<double> weights)
    {
        var (n, count) = (members[0].Length, members[0][0].Length);
        var (mean, covariance) = (Vector<double>.Build.Dense(n), Matrix<double>.Build.Dense(n, n));
        for (var i = 0; i < n; i++)
            for (var minimum = 0; minimum < members.Length; minimum++)
                mean[i] += weights[minimum] / count * Sum(members[minimum][i]);
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var minimum = 0; minimum < members.Length; minimum++)
                    sum += weights[minimum] / count * Products(members[minimum][i], mean[i], members[minimum][j], mean[j]);
                covariance[i, j] = covariance[j, i] = sum;
            }
        return new StateEstimate(mean, covariance);
    }

    private static double Sum(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }

    private static double Products(double[] a, double meanOfA, double[] b, double meanOfB)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++) sum += (a[k] - meanOfA) * (b[k] - meanOfB);
        return sum;
    }
}
