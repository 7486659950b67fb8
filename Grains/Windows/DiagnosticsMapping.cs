using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Grains.Windows;

/// <summary>Running diagnostics as they are reported, with the bands that they should stay in.</summary>
internal static class DiagnosticsMapping
{
    /// <summary>Fewer observations say too little to warn.</summary>
    public const double LeastCount = 1000;

    // Over so many observations estimates of R scatter by about 15 %; the variance of analyses may be off by half (ADR 0018).
    private static readonly (double Low, double High) ErrorBand = (0.5, 2), BackgroundBand = (0.2, 5);

    private const double LargestBias = 0.25, LargestRefusedShare = 0.1;

    public static ComponentDiagnostics ToDiagnostics(string component, ComponentLedger ledger)
    {
        var innovations = ledger.Innovations;
        var (error, background) = ledger.Scales.Estimate();
        var warnings = DiagnosticWarnings.None;
        if (innovations.Count >= LeastCount)
        {
            Warn(DiagnosticWarnings.ObservationError, IsOutside(error, ErrorBand));
            Warn(DiagnosticWarnings.BackgroundError, IsOutside(background, BackgroundBand));
            Warn(DiagnosticWarnings.Bias, Math.Abs(innovations.Bias) > LargestBias * innovations.Spread);
        }
        var total = ledger.Used + ledger.Refused;
        Warn(DiagnosticWarnings.Refusals, total >= LeastCount && ledger.Refused > LargestRefusedShare * total);
        return new ComponentDiagnostics
        {
            Component = component,
            Used = ledger.Used,
            Refused = ledger.Refused,
            Count = innovations.Count,
            Bias = innovations.Bias,
            RootMeanSquare = innovations.RootMeanSquare,
            Spread = innovations.Spread,
            ChiSquarePerObservation = innovations.ChiSquarePerObservation,
            ErrorScale = error,
            BackgroundScale = background,
            Warnings = warnings,
        };

        void Warn(DiagnosticWarnings warning, bool applies)
        {
            if (applies) warnings |= warning;
        }
    }

    private static bool IsOutside(double value, (double Low, double High) band) => value < band.Low || value > band.High;
}
