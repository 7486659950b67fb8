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
internal sealed class ForecastTail(Prior prior, WindowPreparation preparation)
{
    // The same members for every window, so that an analysis is a function of its window.
    private const ulong Seed = 0x7A11;
    private const int Pairs = 32;

    private readonly EnsembleForecast _forecast = new(prior.Description.Model!);

    /// <summary>Replaces the steps after the newest observation.</summary>
    /// <param name="mixture">The minima.</param>
    /// <param name="newest">The step of the newest observation, or the first where there is none.</param>
    /// <param name="mean">The mean of the mixture, [d], normalised units.</param>
    /// <param name="deviation">Its standard deviation, [d].</param>
    /// <returns>The last state.</returns>
    public StateEstimate Replace(EvidenceMixture mixture, int newest, double[] mean, double[] deviation)
    {
        var last = prior.Shape.Steps - 1;
        if (newest >= last) return mixture.Moments([.. mixture.Minima.Select(minimum => minimum.StateAt(last))]);
        var random = new RandomSource(Seed);
        var members = mixture.Minima.Select(minimum => Draw(minimum.StateAt(newest), newest, random)).ToArray();
        for (var step = newest + 1; ; step++)
        {
            foreach (var states in members) _forecast.Advance(states, random);
            var state = prior.Normalization.Normalized(Moments(members, mixture.Weights), step);
            for (int i = 0, k = step * state.Mean.Count; i < state.Mean.Count; i++, k++)
                (mean[k], deviation[k]) = (state.Mean[i], Math.Sqrt(state.Covariance[i, i]));
            if (step == last) return state;
        }
    }

    // [φ, members], physical units. Where the minimum knows less than climatology, by that.
    private double[][] Draw(StateEstimate minimum, int step, RandomSource random)
    {
        var state = prior.Normalization.ToPhysical(preparation.ClimatologyOf(step).Bounding(minimum), step);
        var members = GaussianMembers.Draw(state, Pairs, random).ToArray();
        return [.. Enumerable.Range(0, state.Mean.Count).Select(i => Array.ConvertAll(members, member => member[i]))];
    }

    private static StateEstimate Moments(double[][][] members, IReadOnlyList<double> weights)
    {
        var (n, count) = (members[0].Length, members[0][0].Length);
        var mean = Vector<double>.Build.Dense(n, i => members.Zip(weights, (states, weight) => weight * states[i].Average()).Sum());
        return new StateEstimate(mean, Matrix<double>.Build.Dense(n, n, (i, j) => members.Zip(weights, (states, weight) =>
        {
            var sum = 0.0;
            for (var k = 0; k < count; k++) sum += (states[i][k] - mean[i]) * (states[j][k] - mean[j]);
            return weight * sum / count;
        }).Sum()));
    }
}
