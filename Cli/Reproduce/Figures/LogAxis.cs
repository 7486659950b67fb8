using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>Axes that show decimal logarithms, labelled with the values themselves.</summary>
internal static class LogAxis
{
    private const int Decades = 9;

    /// <summary>Labels an axis at 1, 2 and 5 in each decade, or at 1 alone where many decades are shown.</summary>
    /// <param name="axis">The axis; its coordinates are logarithms to base 10.</param>
    /// <param name="manyDecades">Whether to label whole decades alone.</param>
    public static void Label(IAxis axis, bool manyDecades = false)
    {
        var ticks = new NumericManual();
        for (var decade = -Decades; decade <= Decades; decade++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                var position = decade + Math.Log10(digit);
                if (digit == 1 || (!manyDecades && digit is 2 or 5)) ticks.AddMajor(position, Text(digit, decade));
                else ticks.AddMinor(position);
            }
        }
        axis.TickGenerator = ticks;
    }

    private static string Text(int digit, int decade) =>
        (digit * Math.Pow(10, decade)).ToString(decade > 3 ? "#,0" : "0.#########", CultureInfo.InvariantCulture);
}
