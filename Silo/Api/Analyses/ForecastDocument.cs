using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Silo.Api.Analyses;

/// <summary>A run of the physical model from the latest analysis; physical units and model time.</summary>
/// <param name="Track">Track.</param>
/// <param name="AnalysisSequence">Sequence of the analysis it starts from.</param>
/// <param name="Time">Times of the states [n].</param>
/// <param name="Components">The forecast of each component, [n] each.</param>
internal sealed record ForecastDocument(
    string Track, long AnalysisSequence, double[] Time, IReadOnlyDictionary<string, ComponentEstimate> Components)
{
    public static ForecastDocument Of(string track, Forecast forecast) => new(
        track, forecast.AnalysisSequence, AnalysisDocument.TimesOf(forecast.Begin, forecast.TimeStep, forecast.Steps),
        forecast.Components.Index().ToDictionary(each => each.Item, each => new ComponentEstimate
        {
            Mean = forecast.Mean.Component(each.Index, forecast.Components.Length),
            StandardDeviation = forecast.StandardDeviation.Component(each.Index, forecast.Components.Length),
        }));
}
