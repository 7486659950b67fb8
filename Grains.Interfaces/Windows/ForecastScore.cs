namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>
/// How forecasts of one component fared against observations that came later, within one range of lead times. Departures are
/// observations minus forecasts, physical units; a forecast is the one of the moment before the observation arrived.
/// </summary>
/// <param name="Component">Name of the component.</param>
/// <param name="LeadFrom">Shortest lead, model time from the newest observation known to the one forecast; excluded.</param>
/// <param name="LeadTo">Longest lead, included.</param>
/// <param name="Count">Observations scored; those refused do not count.</param>
/// <param name="Bias">Mean departure.</param>
/// <param name="RootMeanSquare">Root mean square departure, the observations' own errors included.</param>
/// <param name="Spread">What that should be: root of the mean of forecast plus observation error variance.</param>
/// <param name="Coverage90">Share of the observations within the central 90 % of what was forecast.</param>
[GenerateSerializer, Immutable, Alias("neuralda.ForecastScore")]
public sealed record ForecastScore(
    [property: Id(0)] string Component,
    [property: Id(1)] double LeadFrom,
    [property: Id(2)] double LeadTo,
    [property: Id(3)] long Count,
    [property: Id(4)] double Bias,
    [property: Id(5)] double RootMeanSquare,
    [property: Id(6)] double Spread,
    [property: Id(7)] double Coverage90);
