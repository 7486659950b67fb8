namespace NeuralDA.Cli.Bench;

/// <summary>
/// One line of a report: a figure, what bounds it or what it is compared with, and whether it is as good as it should be.
/// </summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Limit">The machine's limit, or what a user would pick instead, in the same unit; null where there is none.</param>
/// <param name="Ratio">How much of the limit is reached, or how many times better than the other; null where there is no limit.</param>
/// <param name="Goal">The least ratio, or where there is no limit the largest value, that passes; null where none is asked for.</param>
internal sealed record BenchmarkFigure(string Name, double Value, string Unit, double? Limit, double? Ratio, double? Goal)
{
    /// <summary>Whether the goal is met; null where there is none.</summary>
    public bool? Passed => Goal is null ? null : Ratio is { } ratio ? ratio >= Goal : Value <= Goal;

    /// <summary>A rate beside the largest one that the machine allows.</summary>
    public static BenchmarkFigure OfLimit(string name, double rate, string unit, double limit, double? goal = null) =>
        new(name, rate, unit, limit, rate / limit, goal);

    /// <summary>A duration beside that of what a user would pick instead.</summary>
    public static BenchmarkFigure Against(string name, double duration, string unit, double other, double? goal = null) =>
        new(name, duration, unit, other, other / duration, goal);

    /// <summary>A figure that speaks for itself.</summary>
    public static BenchmarkFigure Alone(string name, double value, string unit, double? atMost = null) =>
        new(name, value, unit, null, null, atMost);
}
