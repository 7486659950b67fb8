using System.Globalization;
using System.Text.RegularExpressions;

namespace NeuralDA.Silo.Dashboard;

/// <summary>How numbers and names are shown.</summary>
internal static partial class Shown
{
    public static string Number(double number) => double.IsFinite(number) ? number.ToString("G4", CultureInfo.InvariantCulture) : "–";

    public static string Number(double? number) => number is { } known ? Number(known) : "–";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A coordinate of a drawing.</summary>
    public static string At(double coordinate) => coordinate.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Link(string track) => $"/tracks/{Uri.EscapeDataString(track)}";

    /// <summary>A time of the wall clock.</summary>
    public static string Moment(DateTime moment) => moment.ToString("u", CultureInfo.InvariantCulture);

    public static string Milliseconds(double seconds) => double.IsFinite(seconds) ? $"{Number(1000 * seconds)} ms" : "–";

    /// <summary>A ratio, such as "1.2 ×".</summary>
    public static string Factor(double ratio) => double.IsFinite(ratio) ? $"{Number(ratio)} ×" : "–";

    /// <summary>The words of a name, such as "first guess check".</summary>
    public static string Words(Enum name) => WordBegin().Replace($"{name}", " ").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordBegin();
}
