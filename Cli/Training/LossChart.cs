using System.Globalization;

namespace NeuralDA.Cli.Training;

/// <summary>A learning curve in characters.</summary>
internal static class LossChart
{
    private const int LabelWidth = 9;

    /// <summary>Draws the mean loss of as many parts of the run as there are columns, from the first step to the newest.</summary>
    /// <param name="losses">The loss of each step; NaN where it was skipped.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows, at least 2.</param>
    /// <returns>The rows from top to bottom, labelled with the largest and the smallest mean; none before the first loss.</returns>
    public static string[] Draw(IReadOnlyList<float> losses, int width, int height)
    {
        var means = Means(losses, width);
        if (means.Count == 0) return [];
        var (low, high) = (means.Min(mean => mean.Loss), means.Max(mean => mean.Loss));
        var rows = Enumerable.Range(0, height).Select(_ => new string(' ', width).ToCharArray()).ToArray();
        foreach (var (column, loss) in means)
        {
            var level = high > low ? (high - loss) / (high - low) : 1;
            rows[(int)Math.Round(level * (height - 1))][column] = '•';
        }
        return [.. rows.Select((row, i) => Label(i == 0 ? high : i == height - 1 ? low : null) + '│' + new string(row).TrimEnd())];
    }

    private static List<(int Column, double Loss)> Means(IReadOnlyList<float> losses, int width)
    {
        var (means, columns) = (new List<(int, double)>(), Math.Min(width, losses.Count));
        for (var column = 0; column < columns; column++)
        {
            var (begin, end) = (column * losses.Count / columns, (column + 1) * losses.Count / columns);
            var taken = losses.Skip(begin).Take(end - begin).Where(float.IsFinite).ToArray();
            if (taken.Length > 0) means.Add((column, taken.Average()));
        }
        return means;
    }

    private static string Label(double? loss) =>
        (loss?.ToString("G4", CultureInfo.InvariantCulture) ?? "").PadLeft(LabelWidth);
}
