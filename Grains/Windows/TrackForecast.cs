using NeuralDA.Assimilation.Priors;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;
using PhysicalForecast = NeuralDA.Assimilation.Incremental.Forecast;

namespace NeuralDA.Grains.Windows;

/// <summary>A forecast from the last state of an analysis.</summary>
internal static class TrackForecast
{
    /// <summary>Most states of one forecast: its answer stays below a few megabytes.</summary>
    public const int MaximumSteps = 10_000;

    /// <summary>How many states a forecast has.</summary>
    /// <exception cref="ForecastUnavailableException">There are none or too many, or the prior has no physical model.</exception>
    public static int RequireSteps(Analysis analysis, Prior prior, double until)
    {
        if (prior.Description.System is null)
            throw new ForecastUnavailableException($"The prior '{analysis.PriorName}' names no physical model to forecast with.");
        var last = LastTime(analysis);
        // Half a thousandth of a step forgives what a decimal time loses in division.
        var steps = Math.Floor((until - last) / analysis.TimeStep + 0.0005);
        var (first, end) = (last + analysis.TimeStep, last + MaximumSteps * analysis.TimeStep);
        return steps is >= 1 and <= MaximumSteps
            ? (int)steps
            : throw new ForecastUnavailableException(
                $"The forecast is wanted until {until:g6}; expected {first:g6}..{end:g6}.");
    }

    /// <summary>Runs the physical model from the analysis, refined where it is.</summary>
    public static Forecast Run(Analysis analysis, Prior prior, int steps)
    {
        var run = PhysicalForecast.Run(
            prior,
            LastState(analysis.RefinedMean ?? analysis.Mean, analysis),
            LastState(analysis.RefinedStandardDeviation ?? analysis.StandardDeviation, analysis),
            steps);
        return new Forecast
        {
            Track = analysis.Track,
            AnalysisSequence = analysis.Sequence,
            Begin = LastTime(analysis) + analysis.TimeStep,
            TimeStep = analysis.TimeStep,
            Steps = steps,
            Components = analysis.Components,
            Mean = FloatBlob.From(run.Mean),
            StandardDeviation = FloatBlob.From(run.StandardDeviation),
        };
    }

    private static double LastTime(Analysis analysis) => analysis.Begin + (analysis.Steps - 1) * analysis.TimeStep;

    private static double[] LastState(FloatBlob trajectory, Analysis analysis) =>
        Array.ConvertAll(trajectory.Span[^analysis.Components.Length..].ToArray(), value => (double)value);
}
