using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;

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
    /// <param name="mean">The analysed state to start from, [φ], physical units.</param>
    /// <param name="standardDeviation">Its standard deviation, [φ]; errors of components are taken as independent.</param>
    /// <param name="steps">How many steps.</param>
    /// <exception cref="ArgumentException">The prior has no physical model.</exception>
    public static ForecastEstimate Run(
        Prior prior, ReadOnlySpan<double> mean, ReadOnlySpan<double> standardDeviation, int steps)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        var model = prior.Description.Model ?? throw new ArgumentException(
            $"prior '{prior.Description.Name}' knows no physical model, so it cannot forecast");
        var n = mean.Length;
        var integrator = model.Integrator<Float64>();
        var noise = Matrix<double>.Build.DenseOfDiagonalArray([.. model.ModelErrorVariance]);
        Float64[] state = new Float64[n], next = new Float64[n], slopes = new Float64[n * n];
        LaneBlock.Scatter<Float64>(mean, state, 0);
        var covariance = Matrix<double>.Build.DenseOfDiagonalArray([.. standardDeviation.ToArray().Select(s => s * s)]);

        var forecast = new ForecastEstimate(new double[steps * n], new double[steps * n]);
        for (var step = 0; step < steps; step++)
        {
            integrator.StepWithJacobian(state, next, slopes);
            (state, next) = (next, state);
            var jacobian = Matrix<double>.Build.Dense(n, n, (i, j) => slopes[i * n + j].Get(0));
            covariance = jacobian * covariance * jacobian.Transpose() + noise;
            LaneBlock.Gather<Float64>(state, 0, forecast.Mean.AsSpan(step * n, n));
            for (var i = 0; i < n; i++)
            {
                // Linearised growth has no bound; the spread of the climate has. Whatever is larger, or not finite, is that.
                var climate = prior.Normalization.StandardDeviation[i];
                var deviation = Math.Sqrt(covariance[i, i]);
                forecast.StandardDeviation[step * n + i] = deviation < climate ? deviation : climate;
            }
        }
        return forecast;
    }
}
