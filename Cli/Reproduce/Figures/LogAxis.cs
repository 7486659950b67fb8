using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace NeuralDA.Cli.Reproduce.Figures;

/// <summary>Axes that show decimal logarithms, labelled with the values themselves.</summary>
internal static class LogAxis
{
    private const int Decades = 9;

    /// <summary>Labels an axis at 1, 2 and 5 in each decade.</summary>
    /// <param name="axis">The axis; its coordinates are logarithms to base 10.</param>
    public static void Label(IAxis axis)
    {
        var ticks = new NumericManual();
        for (var decade = -Decades; decade <= Decades; decade++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                var (position, value) = (decade + Math.Log10(digit), digit * Math.Pow(10, decade));
                if (digit is 1 or 2 or 5) ticks.AddMajor(position, value.ToString("0.#########", CultureInfo.InvariantCulture));
                else ticks.AddMinor(position);
            }
        }
        axis.TickGenerator = ticks;
    }
}
