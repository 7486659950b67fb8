using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>How forecasts of one component have fared, by lead time.</summary>
[GenerateSerializer, Alias("neuralda.ForecastLedger")]
internal sealed class ForecastLedger
{
    /// <summary>Longest leads of the ranges, in window lengths. Beyond the last a forecast is climatology, and not scored.</summary>
    public static readonly double[] Leads = [0.125, 0.25, 0.5, 1, 2];

    /// <summary>A standard normal lies within ± this with probability 0.9.</summary>
    private const double Central90 = 1.6448536269514722;
    private const int SumsPerLead = 5;

    // For each range of leads: count, sums of d, d² and variance, count within the central 90 %.
    [Id(0)] private readonly double[] _sums = new double[Leads.Length * SumsPerLead];

    /// <summary>Enters one observation.</summary>
    /// <param name="lead">How far ahead it was forecast, in window lengths.</param>
    /// <param name="departure">Observation minus forecast.</param>
    /// <param name="variance">Variance that this should have.</param>
    public void Add(double lead, double departure, double variance)
    {
        var range = Array.FindIndex(Leads, longest => lead <= longest);
        if (range < 0) return;
        var isCovered = departure * departure <= Central90 * Central90 * variance;
        ReadOnlySpan<double> terms = [1, departure, departure * departure, variance, isCovered ? 1 : 0];
        for (var i = 0; i < terms.Length; i++) _sums[range * SumsPerLead + i] += terms[i];
    }

    /// <summary>The scores of the ranges that something fell into.</summary>
    public IEnumerable<ForecastScore> Scores(string component, double windowLength)
    {
        for (var range = 0; range < Leads.Length; range++)
        {
            var sums = _sums[(range * SumsPerLead)..((range + 1) * SumsPerLead)];
            var count = sums[0];
            if (count == 0) continue;
            yield return new ForecastScore(
                component, range == 0 ? 0 : Leads[range - 1] * windowLength, Leads[range] * windowLength, (long)count,
                sums[1] / count, Math.Sqrt(sums[2] / count), Math.Sqrt(sums[3] / count), sums[4] / count);
        }
    }
}
