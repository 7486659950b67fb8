namespace NeuralDA.Silo.Observability;

/// <summary>What a silo tells about itself, beyond the metrics page that comes with HTTP.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Address of an OpenTelemetry collector (OTLP over gRPC), such as http://collector:4317; null sends nothing. Default: null.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Share of the batches that are traced to the collector, 0..1. Default: 0.01.</summary>
    public double TraceRatio { get; init; } = 0.01;

    /// <summary>Writes the log as one JSON object a line. Default: false.</summary>
    public bool JsonLog { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (TraceRatio is not (>= 0 and <= 1)) yield return $"Telemetry.TraceRatio is {TraceRatio}; expected 0..1";
    }
}
