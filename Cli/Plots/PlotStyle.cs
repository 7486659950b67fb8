using ScottPlot;

namespace NeuralDA.Cli.Plots;

/// <summary>
/// Colours that people who do not see all colours can tell apart (Okabe and Ito, some by Tol), one for each method
/// everywhere.
/// </summary>
internal static class PlotStyle
{
    public static Color Truth { get; } = Colors.Black;

    public static Color Climatology { get; } = Color.FromHex("#999999");

    public static Color FirstGuess { get; } = Color.FromHex("#E69F00");

    public static Color Neural { get; } = Color.FromHex("#0072B2");

    public static Color Hybrid { get; } = Color.FromHex("#009E73");

    public static Color Observation { get; } = Color.FromHex("#CC79A7");

    public static Color Refused { get; } = Color.FromHex("#D55E00");

    private const string FontName = "DejaVu Sans";

    /// <summary>Width of all pictures, pixels.</summary>
    public const int Width = 1400;

    private static readonly Dictionary<string, Color> Methods = new()
    {
        ["climatology"] = Climatology,
        ["first guess"] = FirstGuess,
        ["4D-Var"] = Color.FromHex("#D55E00"),
        ["4D-Var, "] = Color.FromHex("#882255"),
        ["cold diffusion"] = Color.FromHex("#56B4E9"),
        ["paper"] = Color.FromHex("#8C5A2B"),
        ["paper, covariance"] = Color.FromHex("#C49A6C"),
        ["paper, one-shot"] = Color.FromHex("#5B3A1A"),
        ["neural"] = Neural,
        ["ensemble"] = Color.FromHex("#332288"),
        ["hybrid"] = Hybrid,
        ["mixture"] = Color.FromHex("#EE3377"),
        ["neural + mixture"] = Color.FromHex("#8F8F00"),
        ["bound"] = Color.FromHex("#444444"),
    };

    /// <summary>
    /// The colour of a method; a variant, as "neural 2", has that of the longest name it begins with.
    /// </summary>
    /// <exception cref="ArgumentException">No method begins so.</exception>
    public static Color OfMethod(string method) =>
        Methods.Keys.Where(name => method.StartsWith(name, StringComparison.Ordinal)).MaxBy(name => name.Length) is { } known
            ? Methods[known]
            : throw new ArgumentException($"'{method}' has no colour; those that have: {string.Join("; ", Methods.Keys)}");

    /// <summary>
    /// From now on draws text with the font that comes with the command: a server may have none of its own. To be called
    /// before a plot is made.
    /// </summary>
    public static void UseOwnFont()
    {
        if (Fonts.Default == FontName) return;
        var file = Path.Combine(AppContext.BaseDirectory, "fonts", "DejaVuSans.ttf");
        Fonts.AddFontFile(FontName, file, bold: false, italic: false);
        Fonts.AddFontFile(FontName, file, bold: true, italic: false);
        (Fonts.Default, Fonts.Sans) = (FontName, FontName);
    }

    /// <summary>Sizes that remain readable when a picture is shown at half its size.</summary>
    public static void Apply(Plot plot)
    {
        plot.Axes.Title.Label.FontSize = 20;
        foreach (var axis in plot.Axes.GetAxes())
        {
            axis.Label.FontSize = 17;
            axis.TickLabelStyle.FontSize = 14;
        }
        plot.Legend.FontSize = 14;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.08);
    }

    /// <summary>A component with its unit, as an axis label.</summary>
    public static string Label(string component, string unit) =>
        unit is "" or "1" ? $"{component} (dimensionless)" : $"{component} ({unit})";
}
