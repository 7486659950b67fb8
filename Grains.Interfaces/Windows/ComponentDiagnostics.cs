namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>
/// How the observations of one component agree with what is assumed of them. Each observation counts once, when its windows
/// have closed; older ones fade. Departures are observations minus the analysis made without them, physical units.
/// </summary>
[GenerateSerializer, Immutable, Alias("neuralda.ComponentDiagnostics")]
public sealed record ComponentDiagnostics
{
    /// <summary>Name of the component.</summary>
    [Id(0)] public required string Component { get; init; }

    /// <summary>Observations used.</summary>
    [Id(1)] public required long Used { get; init; }

    /// <summary>Observations refused because of their value or unit.</summary>
    [Id(2)] public required long Refused { get; init; }

    /// <summary>How many observations the means below stand for, faded ones counted by their weight.</summary>
    [Id(3)] public required double Count { get; init; }

    /// <summary>Mean departure; NaN before the first observation has settled, as all below.</summary>
    [Id(4)] public required double Bias { get; init; }

    /// <summary>Root mean square departure.</summary>
    [Id(5)] public required double RootMeanSquare { get; init; }

    /// <summary>What that should be: root of the mean of H P Hᵀ + R.</summary>
    [Id(6)] public required double Spread { get; init; }

    /// <summary>Mean of d² / (H P Hᵀ + R); one if errors are as assumed.</summary>
    [Id(7)] public required double ChiSquarePerObservation { get; init; }

    /// <summary>
    /// The most likely observation error variance over the one stated (Dee 1995), gross errors aside. Good to about 20 % after 2000
    /// observations that are dense enough to predict one another (measured, docs/quality-control.md).
    /// </summary>
    [Id(8)] public required double ErrorScale { get; init; }

    /// <summary>The same of the variance of the analyses made without the observation.</summary>
    [Id(9)] public required double BackgroundScale { get; init; }

    /// <summary>What has left its band.</summary>
    [Id(10)] public required DiagnosticWarnings Warnings { get; init; }
}

/// <summary>Diagnostics out of their band.</summary>
[Flags, GenerateSerializer, Alias("neuralda.DiagnosticWarnings")]
public enum DiagnosticWarnings
{
    /// <summary>All is as assumed.</summary>
    None = 0,

    /// <summary>The observation error variance seems less than half or more than twice the one stated.</summary>
    ObservationError = 1,

    /// <summary>The background variance seems less than a fifth or more than five times the one predicted.</summary>
    BackgroundError = 2,

    /// <summary>The mean departure is more than a quarter of the predicted standard deviation.</summary>
    Bias = 4,

    /// <summary>More than a tenth of the observations is refused.</summary>
    Refusals = 8,
}
