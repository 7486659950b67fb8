using System.Diagnostics;
using System.Diagnostics.Metrics;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Observability;

/// <summary>What the grains of this process tell about themselves: one meter and one source of activities.</summary>
public static class ServiceMetrics
{
    /// <summary>Name of the meter and of the source.</summary>
    public const string Name = "NeuralDA";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Observations = Meter.CreateCounter<long>(
        "neuralda.observations", "{observation}", "Observations by outcome; refused ones by reason.");
    private static readonly Counter<long> Analyses = Meter.CreateCounter<long>(
        "neuralda.analyses", "{analysis}", "Analyses published, first ones and revisions.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "neuralda.ingest.duration", "s", "From the arrival of a batch to its analyses on disk.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10] });
    private static readonly Histogram<double> ChiSquare = Meter.CreateHistogram(
        "neuralda.analysis.chi_square", "1", "Chi-square of an analysis over its expectation, the number of observations used.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.1, .2, .5, .8, 1, 1.25, 2, 5, 10] });
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram(
        "neuralda.inference.batch", "{window}", "Windows computed together.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });
    private static readonly UpDownCounter<int> Queue = Meter.CreateUpDownCounter<int>(
        "neuralda.inference.queue", "{window}", "Windows that wait for a thread.");

    /// <summary>Activities: one for each batch that a track takes in.</summary>
    internal static ActivitySource Activities { get; } = new(Name);

    /// <summary>A batch is on disk.</summary>
    internal static void Ingested(IngestReceipt receipt, IReadOnlyList<Analysis> analyses, TimeSpan duration)
    {
        if (receipt.Accepted > 0) Observations.Add(receipt.Accepted, new KeyValuePair<string, object?>("outcome", "accepted"));
        if (receipt.Duplicates > 0) Observations.Add(receipt.Duplicates, new KeyValuePair<string, object?>("outcome", "repeated"));
        foreach (var refusal in receipt.Refusals)
            Observations.Add(1, new("outcome", "refused"), new("reason", refusal.Reason.ToString()));
        foreach (var analysis in analyses)
        {
            Analyses.Add(1, new KeyValuePair<string, object?>("kind", analysis.Revision == 1 ? "first" : "revision"));
            var used = analysis.Observations.Count(outcome => outcome.Refused is null);
            if (used > 0 && double.IsFinite(analysis.ChiSquare)) ChiSquare.Record(analysis.ChiSquare / used);
        }
        Duration.Record(duration.TotalSeconds);
    }

    /// <summary>A window waits.</summary>
    internal static void Queued() => Queue.Add(1);

    /// <summary>Windows no longer wait.</summary>
    internal static void Taken() => Queue.Add(-1);

    /// <summary>Windows are computed together.</summary>
    internal static void Computing(int windows) => BatchSize.Record(windows);
}
