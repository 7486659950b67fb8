using System.Diagnostics.Metrics;
using NeuralDA.Grains.Observability;

namespace NeuralDA.Silo.Dashboard;

/// <summary>This process's figures over the last seconds, from its own meter.</summary>
internal sealed class LiveFigures : IDisposable
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(2);
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private long _observations, _analyses, _batches, _waiting;
    private double _seconds;
    private long _begin;
    private Snapshot _last;

    public LiveFigures(TimeProvider clock)
    {
        _clock = clock;
        _begin = clock.GetTimestamp();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ServiceMetrics.Name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == "neuralda.observations") Interlocked.Add(ref _observations, value);
            else if (instrument.Name == "neuralda.analyses") Interlocked.Add(ref _analyses, value);
        });
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) =>
        {
            if (instrument.Name == "neuralda.inference.queue") Interlocked.Add(ref _waiting, value);
        });
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            if (instrument.Name != "neuralda.ingest.duration") return;
            lock (_gate) (_seconds, _batches) = (_seconds + value, _batches + 1);
        });
        _listener.Start();
    }

    /// <summary>The figures of the last span that is over; all pages see the same.</summary>
    public Snapshot Take()
    {
        lock (_gate)
        {
            var elapsed = _clock.GetElapsedTime(_begin);
            if (elapsed < Span) return _last;
            _last = new Snapshot(
                Interlocked.Exchange(ref _observations, 0) / elapsed.TotalSeconds,
                Interlocked.Exchange(ref _analyses, 0) / elapsed.TotalSeconds,
                1000 * _seconds / _batches, Math.Max(0, Interlocked.Read(ref _waiting)));
            (_seconds, _batches, _begin) = (0, 0, _clock.GetTimestamp());
            return _last;
        }
    }

    public void Dispose() => _listener.Dispose();

    internal readonly record struct Snapshot(double ObservationsPerSecond, double AnalysesPerSecond, double MeanMilliseconds, long Waiting);
}
