using System.Globalization;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.TwinExperiments;

namespace NeuralDA.Assimilation.Streaming.Baselines;

/// <summary>
/// The ensemble square-root filter, one observation at a time (Whitaker and Hamill, 2002), with multiplicative inflation of the
/// perturbations before each observation.
/// </summary>
/// <param name="prior">Whose physical model, units and climatology are used.</param>
/// <param name="members">How many members.</param>
/// <param name="inflation">The factor of the perturbations; 1 for none.</param>
/// <param name="seed">The seed of starts and model noise.</param>
public sealed class EnsembleKalmanFilter(Prior prior, int members, double inflation, ulong seed)
    : SequentialFilter(prior, members, seed)
{
    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"EnKF, {Members}, inflation {inflation:0.##}");

    /// <inheritdoc/>
    protected override void Observe(double[][] states, double[] weights, PointObservation observation, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(states);
        var means = Array.ConvertAll(states, component => component.Average());
        for (var i = 0; i < states.Length; i++)
            for (var k = 0; k < Members; k++) states[i][k] = inflation * (states[i][k] - means[i]);

        double[] observed = [.. states[observation.Component]];
        var spread = Covariance(observed, observed);
        var error = observation.ErrorStandardDeviation * observation.ErrorStandardDeviation;
        // The factor that makes the perturbations' covariance (I − K H) P without perturbed observations.
        var reduction = 1 / (1 + Math.Sqrt(error / (spread + error)));
        var innovation = observation.Value - means[observation.Component];
        for (var i = 0; i < states.Length; i++)
        {
            var gain = Covariance(states[i], observed) / (spread + error);
            for (var k = 0; k < Members; k++)
                states[i][k] += means[i] + gain * innovation - reduction * gain * observed[k];
        }
    }

    private double Covariance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++) sum += a[k] * b[k];
        return sum / (Members - 1);
    }
}
