using System.Globalization;
using NeuralDA.Files.Analyses;
using NeuralDA.Grains.Interfaces.Serialization;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Cli.Watch;

/// <summary>
/// One component of an analysis and its forecast as lines of characters: a column for each step, the band of two standard
/// deviations, the mean, observations used and refused.
/// </summary>
internal static class ComponentChart
{
    /// <summary>Mean of the analysis.</summary>
    public const char Mean = '━';

    /// <summary>Band of the analysis.</summary>
    public const char Band = '░';

    /// <summary>Mean of the forecast.</summary>
    public const char ForecastMean = '─';

    /// <summary>Band of the forecast.</summary>
    public const char ForecastBand = '·';

    /// <summary>An observation that was used.</summary>
    public const char Used = 'o';

    /// <summary>One that was refused.</summary>
    public const char Refused = 'x';

    private const double BandDeviations = 2;
    private const int LabelWidth = 9;

    /// <summary>Draws a component.</summary>
    /// <param name="analysis">The analysis.</param>
    /// <param name="forecast">What follows it, or null.</param>
    /// <param name="component">Index of the component.</param>
    /// <param name="height">Number of lines.</param>
    /// <returns>The lines, the largest values first, each with a label and a column for each step.</returns>
    public static string[] Draw(Analysis analysis, Forecast? forecast, int component, int height)
    {
        var bands = Bands(analysis.FinalMean(), analysis.FinalStandardDeviation(), analysis.Components.Length, component);
        if (forecast is not null)
            bands.AddRange(Bands(forecast.Mean, forecast.StandardDeviation, analysis.Components.Length, component));
        var observations = Array.FindAll(analysis.Observations, outcome => outcome.Component == component);
        var (low, high) = Range(bands, observations);
        var canvas = Enumerable.Range(0, height).Select(_ => new string(' ', bands.Count).ToCharArray()).ToArray();

        for (var column = 0; column < bands.Count; column++)
        {
            var ((mean, deviation), isForecast) = (bands[column], column >= analysis.Steps);
            for (var row = Row(mean + BandDeviations * deviation); row <= Row(mean - BandDeviations * deviation); row++)
                canvas[row][column] = isForecast ? ForecastBand : Band;
            canvas[Row(mean)][column] = isForecast ? ForecastMean : Mean;
        }
        // What was refused is drawn last: it is what one looks for.
        foreach (var outcome in observations.OrderBy(outcome => outcome.Refused is not null))
        {
            var column = Math.Clamp((int)Math.Round((outcome.Time - analysis.Begin) / analysis.TimeStep), 0, bands.Count - 1);
            canvas[Row(outcome.Value)][column] = outcome.Refused is null ? Used : Refused;
        }
        return [.. canvas.Select((line, row) => Label(row) + new string(line))];

        int Row(double value) => Math.Clamp((int)Math.Round((high - value) / (high - low) * (height - 1)), 0, height - 1);

        string Label(int row) => (row == 0 ? Number(high) : row == height - 1 ? Number(low) : "").PadLeft(LabelWidth) + " ";
    }

    private static List<(double Mean, double Deviation)> Bands(FloatBlob mean, FloatBlob deviation, int components, int component)
    {
        var bands = new List<(double, double)>();
        for (var i = component; i < mean.Count; i += components) bands.Add((mean[i], deviation[i]));
        return bands;
    }

    // Gross errors are drawn at the edge instead of flattening all else.
    private static (double Low, double High) Range(
        List<(double Mean, double Deviation)> bands, IEnumerable<ObservationOutcome> observations)
    {
        var used = observations.Where(outcome => outcome.Refused is null).Select(outcome => outcome.Value).ToList();
        var low = bands.Min(band => band.Mean - BandDeviations * band.Deviation);
        var high = bands.Max(band => band.Mean + BandDeviations * band.Deviation);
        (low, high) = (used.Append(low).Min(), used.Append(high).Max());
        return high > low ? (low, high) : (low - 1, high + 1);
    }

    private static string Number(double number) => number.ToString("G4", CultureInfo.InvariantCulture);
}
