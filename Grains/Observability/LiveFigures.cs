using System.Diagnostics.Metrics;
using NeuralDA.Grains.Interfaces.Cluster;

namespace NeuralDA.Grains.Observability;

/// <summary>This process's figures over the last seconds, from its own meter.</summary>
internal sealed class LiveFigures : IDisposable
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(2);
    private readonly MeterListener _listener = new();
    private readonly DurationCounts _durations = new();
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private long _observations, _analyses, _waiting;
    private long _begin;
    private SiloFigures _last = new(0, 0, double.NaN, double.NaN, 0);

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
            if (instrument.Name == "neuralda.ingest.duration") _durations.Add(value);
        });
        _listener.Start();
    }

    /// <summary>The figures of the last span that is over; all who look see the same.</summary>
    public SiloFigures Take()
    {
        lock (_gate)
        {
            var elapsed = _clock.GetElapsedTime(_begin);
            if (elapsed < Span) return _last;
            _last = new SiloFigures(
                Interlocked.Exchange(ref _observations, 0) / elapsed.TotalSeconds,
                Interlocked.Exchange(ref _analyses, 0) / elapsed.TotalSeconds,
                _durations.Quantile(0.5), _durations.Quantile(0.99), Math.Max(0, Interlocked.Read(ref _waiting)));
            _durations.Clear();
            _begin = _clock.GetTimestamp();
            return _last;
        }
    }

    public void Dispose() => _listener.Dispose();
}
