using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Ensembles;
using NeuralDA.Assimilation.Methods;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Streaming.Baselines;

/// <summary>
/// A filter of the classical kind, step by step with the known physical model: its members are possible states, forecast with
/// model noise and brought to the observations of each step. It knows the model exactly, which the neural prior does not.
/// </summary>
/// <param name="prior">Whose physical model, units and climatology are used.</param>
/// <param name="members">How many members.</param>
/// <param name="seed">The seed of starts and model noise.</param>
public abstract class SequentialFilter(Prior prior, int members, ulong seed) : IStreamingMethod
{
    private const ulong Purpose = 0xF117E4;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The number of members.</summary>
    protected int Members { get; } = members;

    /// <inheritdoc/>
    public IEnumerable<MethodEstimate[]> Follow(IReadOnlyList<SimulatedTrack> tracks, int shift)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        var followed = new MethodEstimate[tracks.Count][];
        Parallel.For(0, tracks.Count, i => followed[i] = [.. Follow(tracks[i], shift, new RandomSource(seed, Purpose, (ulong)i))]);
        for (var window = 0; window < followed[0].Length; window++) yield return [.. followed.Select(track => track[window])];
    }

    /// <summary>Brings the members to one observation.</summary>
    /// <param name="states">The members, [φ, members], physical units; replaced.</param>
    /// <param name="weights">Their weights, [members], which add up to one; may be replaced.</param>
    /// <param name="observation">The observation.</param>
    /// <param name="random">Where randomness comes from.</param>
    protected abstract void Observe(double[][] states, double[] weights, PointObservation observation, RandomSource random);

    private IEnumerable<MethodEstimate> Follow(SimulatedTrack track, int shift, RandomSource random)
    {
        var (n, states) = (prior.Shape.Components, Start(random));
        double[] weights = [.. Enumerable.Repeat(1.0 / Members, Members)];
        var forecast = new EnsembleForecast(prior.Description.Model!);
        var observed = track.Observations.ToLookup(observation => (int)observation.Step);
        for (var step = 0; step < track.Truth.Length / n; step++)
        {
            if (step > 0) forecast.Advance(states, random);
            foreach (var observation in observed[step]) Observe(states, weights, observation, random);
            if ((step + 1 - prior.Shape.Steps) % shift == 0 && step + 1 >= prior.Shape.Steps) yield return Read(states, weights);
        }
    }

    // From the climatology of a first state.
    private double[][] Start(RandomSource random)
    {
        var first = prior.Normalization.ToPhysical(prior.Climatology.State(0, prior.Shape.Components), 0);
        var root = first.Covariance.Cholesky().Factor;
        var states = Array.ConvertAll(new int[first.Mean.Count], _ => new double[Members]);
        for (var k = 0; k < Members; k++)
        {
            var state = first.Mean + root * Vector<double>.Build.Dense(first.Mean.Count, _ => random.NextGaussian());
            for (var i = 0; i < states.Length; i++) states[i][k] = state[i];
        }
        return states;
    }

    private MethodEstimate Read(double[][] states, double[] weights)
    {
        var (n, size) = (states.Length, prior.Shape.Size);
        var (mean, deviation) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            var (center, scale) = (prior.Normalization.Mean[size - n + i], prior.Normalization.StandardDeviation[size - n + i]);
            var (sum, square) = (0.0, 0.0);
            for (var k = 0; k < Members; k++) sum += weights[k] * states[i][k];
            for (var k = 0; k < Members; k++) square += weights[k] * (states[i][k] - sum) * (states[i][k] - sum);
            (mean[i], deviation[i]) = ((sum - center) / scale, Math.Sqrt(square) / scale);
        }
        return new MethodEstimate(mean, deviation);
    }
}
