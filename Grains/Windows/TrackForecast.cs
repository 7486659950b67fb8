using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Incremental;
using NeuralDA.Assimilation.Solvers;
using NeuralDA.Assimilation.Streaming;
using NeuralDA.Grains.Interfaces.Windows;
using NeuralDA.Grains.Priors;
using PhysicalForecast = NeuralDA.Assimilation.Incremental.Forecast;

namespace NeuralDA.Grains.Windows;

/// <summary>
/// Forecasts from an analysis: by the physical model where the prior names one, else by the prior itself, whose windows go on
/// without observations. Either way the spread grows up to that of the climate.
/// </summary>
/// <param name="batcher">Where it is computed.</param>
/// <param name="prior">The prior of the analysis.</param>
/// <param name="analysis">The newest analysis of the newest window.</param>
/// <param name="carried">What that window hands on.</param>
internal sealed class TrackForecast(InferenceBatcher batcher, CachedPrior prior, Analysis analysis, CarriedInformation? carried)
{
    /// <summary>Most states of one forecast: its answer stays below a few megabytes.</summary>
    public const int MaximumSteps = 10_000;

    // A spread this near to the climate's is the climate's.
    private const double NearClimate = 0.999;

    private int Components => analysis.Components.Length;

    private double LastTime => analysis.Begin + (analysis.Steps - 1) * analysis.TimeStep;

    /// <summary>The forecast up to a time.</summary>
    /// <exception cref="ForecastUnavailableException">It has no states or too many.</exception>
    public async Task<Interfaces.Windows.Forecast> UntilAsync(double until)
    {
        var steps = RequireSteps(until);
        return WindowMapping.ToForecast(analysis, LastTime + analysis.TimeStep, steps, await RunAsync(steps));
    }

    /// <summary>The forecast by a number of steps.</summary>
    /// <param name="steps">How many.</param>
    /// <returns>Mean and standard deviation [steps · φ], physical units.</returns>
    public Task<ForecastEstimate> RunAsync(int steps) => prior.Prior.Description.Model is null
        ? RunPriorAsync(steps)
        : batcher.RunAsync(() => PhysicalForecast.Run(prior.Prior, LastState(), steps));

    private int RequireSteps(double until)
    {
        // Half a thousandth of a step forgives what a decimal time loses in division.
        var steps = Math.Floor((until - LastTime) / analysis.TimeStep + 0.0005);
        var (first, end) = (LastTime + analysis.TimeStep, LastTime + MaximumSteps * analysis.TimeStep);
        return steps is >= 1 and <= MaximumSteps
            ? (int)steps
            : throw new ForecastUnavailableException(
                $"The forecast is wanted until {until:g6}; expected {first:g6}..{end:g6}.");
    }

    private StateEstimate LastState()
    {
        var mean = (analysis.RefinedMean ?? analysis.Mean).Span[^Components..].ToArray();
        var deviation = (analysis.RefinedStandardDeviation ?? analysis.StandardDeviation).Span[^Components..].ToArray();
        return new StateEstimate(
            Vector<double>.Build.Dense(Components, i => mean[i]),
            analysis.LastCovariance is { } covariance
                ? Matrix<double>.Build.Dense(Components, Components, (i, j) => covariance[i * Components + j])
                : Matrix<double>.Build.DenseDiagonal(Components, Components, i => deviation[i] * (double)deviation[i]));
    }

    // Window after window without observations, of which each adds its last S steps.
    private async Task<ForecastEstimate> RunPriorAsync(int steps)
    {
        var (mean, deviation, information) = (new List<double>(), new List<double>(), carried);
        var shift = carried is null ? analysis.Steps : analysis.Steps - carried.Overlap.Length / Components;
        while (mean.Count < steps * Components)
        {
            if (mean.Count > 0 && IsClimate(deviation[^Components..]))
            {
                mean.AddRange(mean[^Components..]);
                deviation.AddRange(deviation[^Components..]);
                continue;
            }
            var window = await batcher.AssimilateAsync(
                prior.Prior, new WindowProblem([]) { Carried = information, Shift = shift });
            mean.AddRange(window.Mean[^(shift * Components)..]);
            deviation.AddRange(window.StandardDeviation[^(shift * Components)..]);
            information = window.Carried;
        }
        return new ForecastEstimate([.. mean.Take(steps * Components)], [.. deviation.Take(steps * Components)]);
    }

    private bool IsClimate(List<double> deviation) =>
        !deviation.Where((value, i) => value < NearClimate * prior.Prior.ClimateDeviation[i]).Any();
}
