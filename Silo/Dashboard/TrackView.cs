using NeuralDA.Files.Analyses;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Silo.Dashboard;

/// <summary>What a page shows of a track: its newest windows as one trajectory, and what they made of their observations.</summary>
internal sealed class TrackView
{
    /// <summary>Analyses looked back when a page opens.</summary>
    public const int LookBack = 30;

    private const int WindowsKept = 10;
    private const int RevisionsKept = 12;
    private readonly SortedDictionary<long, Analysis> _windows = [];

    /// <summary>The newest analysis; null before the first.</summary>
    public Analysis? Latest { get; private set; }

    /// <summary>Analyses in the order of their arrival, the newest first.</summary>
    public LinkedList<Analysis> Arrived { get; } = [];

    /// <summary>The forecast from the latest analysis, where there is one.</summary>
    public Forecast? Forecast { get; set; }

    public void Add(Analysis analysis)
    {
        _windows[analysis.Window] = analysis;
        while (_windows.Count > WindowsKept) _windows.Remove(_windows.Keys.First());
        Latest = _windows.Values.Last();
        Arrived.AddFirst(analysis);
        if (Arrived.Count > RevisionsKept) Arrived.RemoveLast();
    }

    /// <summary>The trajectory of a component: at each time the word of the newest window that contains it.</summary>
    public IReadOnlyList<Estimate> Trajectory(int component)
    {
        var points = new SortedDictionary<long, Estimate>();
        foreach (var analysis in _windows.Values)
        {
            var (mean, deviation) = (analysis.FinalMean(), analysis.FinalStandardDeviation());
            for (var step = 0; step < analysis.Steps; step++)
            {
                var (time, index) = (analysis.Begin + step * analysis.TimeStep, step * analysis.Components.Length + component);
                points[(long)Math.Round(time / analysis.TimeStep * 16)] = new Estimate(time, mean[index], deviation[index]);
            }
        }
        return [.. points.Values];
    }

    /// <summary>The forecast of a component.</summary>
    public IReadOnlyList<Estimate> Ahead(int component) => Forecast is not { } forecast ? [] :
    [
        .. Enumerable.Range(0, forecast.Steps).Select(step => new Estimate(
            forecast.Begin + step * forecast.TimeStep, forecast.Mean[step * forecast.Components.Length + component],
            forecast.StandardDeviation[step * forecast.Components.Length + component])),
    ];

    /// <summary>Every observation of the windows shown, as the newest window judges it.</summary>
    public IReadOnlyList<ObservationOutcome> Outcomes() =>
    [
        .. _windows.Values.SelectMany(analysis => analysis.Observations)
            .GroupBy(outcome => (outcome.WriterId, outcome.Sequence)).Select(judgements => judgements.Last()),
    ];

    /// <summary>Chi-square of the windows shown over its expectation.</summary>
    public IReadOnlyList<Estimate> ChiSquares() =>
    [
        .. _windows.Values.Select(analysis => (Analysis: analysis, Used: analysis.Observations.Count(outcome => outcome.Refused is null)))
            .Where(each => each.Used > 0).Select(each => new Estimate(each.Analysis.End, each.Analysis.ChiSquare / each.Used, 0)),
    ];
}

/// <summary>A value at a time, with its standard deviation.</summary>
/// <param name="Time">Model time.</param>
/// <param name="Mean">Mean.</param>
/// <param name="StandardDeviation">Standard deviation.</param>
public readonly record struct Estimate(double Time, double Mean, double StandardDeviation);
