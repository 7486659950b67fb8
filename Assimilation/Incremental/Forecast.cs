using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>States beyond an analysis, physical units.</summary>
/// <param name="Mean">The mean, [steps · φ], time-major.</param>
/// <param name="StandardDeviation">Its standard deviation, which grows up to the climatological one, [steps · φ].</param>
public sealed record ForecastEstimate(double[] Mean, double[] StandardDeviation);

/// <summary>The extended Kalman forecast by the prior's physical model: x ← M(x), P ← J P Jᵀ + Q.</summary>
public static class Forecast
{
    /// <summary>Runs the model.</summary>
    /// <param name="prior">A prior with a physical model.</param>
    /// <param name="start">The analysed state to start from, physical units.</param>
    /// <param name="steps">How many steps.</param>
    /// <exception cref="ArgumentException">The prior has no physical model.</exception>
    public static ForecastEstimate Run(Prior prior, StateEstimate start, int steps)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        var model = prior.Description.Model ?? throw new ArgumentException(
            $"prior '{prior.Description.Name}' knows no physical model, so it cannot forecast");
        var (physics, state, n) = (new PhysicalForecast(model), start, start.Mean.Count);
        var forecast = new ForecastEstimate(new double[steps * n], new double[steps * n]);
        for (var step = 0; step < steps; step++)
        {
            state = physics.Next(state);
            for (var i = 0; i < n; i++)
            {
                // Linearised growth has no bound; the spread of the climate has. Whatever is larger, or not finite, is that.
                var climate = prior.ClimateDeviation[i];
                var deviation = Math.Sqrt(state.Covariance[i, i]);
                forecast.Mean[step * n + i] = state.Mean[i];
                forecast.StandardDeviation[step * n + i] = deviation < climate ? deviation : climate;
            }
        }
        return forecast;
    }

    /// <summary>Runs the model from a state whose components' errors are taken as independent.</summary>
    /// <param name="prior">A prior with a physical model.</param>
    /// <param name="mean">The analysed state to start from, [φ], physical units.</param>
    /// <param name="standardDeviation">Its standard deviation, [φ].</param>
    /// <param name="steps">How many steps.</param>
    /// <exception cref="ArgumentException">The prior has no physical model.</exception>
    public static ForecastEstimate Run(
        Prior prior, ReadOnlySpan<double> mean, ReadOnlySpan<double> standardDeviation, int steps) => Run(
        prior,
        new StateEstimate(
            Vector<double>.Build.DenseOfArray(mean.ToArray()),
            Matrix<double>.Build.DenseOfDiagonalArray([.. standardDeviation.ToArray().Select(s => s * s)])),
        steps);
}
