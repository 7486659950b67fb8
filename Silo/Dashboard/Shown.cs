using System.Globalization;
using NeuralDA.Grains.Interfaces.Windows;

namespace NeuralDA.Silo.Dashboard;

/// <summary>How numbers and names are shown.</summary>
internal static class Shown
{
    public static string Number(double number) => double.IsFinite(number) ? number.ToString("G4", CultureInfo.InvariantCulture) : "–";

    public static string Number(double? number) => number is { } known ? Number(known) : "–";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A coordinate of a drawing.</summary>
    public static string At(double coordinate) => coordinate.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Link(string track) => $"/tracks/{Uri.EscapeDataString(track)}";

    /// <summary>What is out of its band, or that all is well.</summary>
    public static string Health(TrackStatus status)
    {
        var warnings = status.Diagnostics.Select(each => each.Warnings).Aggregate(DiagnosticWarnings.None, (all, one) => all | one);
        return warnings == DiagnosticWarnings.None ? "as expected" : $"look at: {warnings}";
    }
}
