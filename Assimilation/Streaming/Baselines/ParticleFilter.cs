using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Streaming.Baselines;

/// <summary>
/// The bootstrap particle filter (Gordon, Salmond and Smith, 1993) with systematic resampling: with enough particles the
/// bound that no method can undercut.
/// </summary>
/// <param name="prior">Whose physical model, units and climatology are used.</param>
/// <param name="particles">How many particles.</param>
/// <param name="seed">The seed of starts and model noise.</param>
/// <param name="grossErrors">The gross errors that it is told to expect, though not where; null for none.</param>
public sealed class ParticleFilter(Prior prior, int particles, ulong seed, GrossErrors? grossErrors = null)
    : SequentialFilter(prior, particles, seed)
{
    /// <inheritdoc/>
    public override string Name => $"particle filter, {Members}";

    /// <inheritdoc/>
    protected override void Observe(double[][] states, double[] weights, PointObservation observation, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(random);
        var (observed, largest) = (states[observation.Component], double.NegativeInfinity);
        for (var k = 0; k < weights.Length; k++)
        {
            var departure = (observation.Value - observed[k]) / observation.ErrorStandardDeviation;
            weights[k] = Math.Log(weights[k]) + (grossErrors?.LogLikelihood(departure) ?? -departure * departure / 2);
            largest = Math.Max(largest, weights[k]);
        }
        var (sum, squares) = (0.0, 0.0);
        for (var k = 0; k < weights.Length; k++) sum += weights[k] = Math.Exp(weights[k] - largest);
        for (var k = 0; k < weights.Length; k++)
        {
            weights[k] /= sum;
            squares += weights[k] * weights[k];
        }
        if (1 / squares < weights.Length / 2.0) Resample(states, weights, random);
    }

    private static void Resample(double[][] states, double[] weights, RandomSource random)
    {
        var (count, chosen) = (weights.Length, new int[weights.Length]);
        var (offset, passed, at) = (random.NextUniform(), weights[0], 0);
        for (var k = 0; k < count; k++)
        {
            while (passed < (k + offset) / count && at < count - 1) passed += weights[++at];
            chosen[k] = at;
        }
        for (var i = 0; i < states.Length; i++) states[i] = Array.ConvertAll(chosen, k => states[i][k]);
        Array.Fill(weights, 1.0 / count);
    }
}
