namespace NeuralDA.Grains.Windows;

/// <summary>
/// Where a track's windows lie. Times are counted in steps from the track's origin; window n covers [n S, n S + T), half-open,
/// so the end of one window and the begin of another never claim the same observation twice.
/// </summary>
/// <param name="Origin">Begin of window 0, model time.</param>
/// <param name="TimeStep">Model time per step.</param>
/// <param name="Steps">Window length T.</param>
/// <param name="Shift">Shift S between windows, 1..T.</param>
[GenerateSerializer, Immutable, Alias("neuralda.WindowGrid")]
internal readonly record struct WindowGrid(
    [property: Id(0)] double Origin, [property: Id(1)] double TimeStep, [property: Id(2)] int Steps, [property: Id(3)] int Shift)
{
    /// <summary>A time this close to a step, in steps, lies on it: decimal input seldom divides exactly.</summary>
    private const double Snap = 1e-6;

    /// <summary>Steps from the origin to a time, negative before it.</summary>
    public double StepAt(double time) => StepsIn(time - Origin);

    /// <summary>A duration in model time, in steps.</summary>
    public double StepsIn(double duration)
    {
        var steps = duration / TimeStep;
        var whole = Math.Round(steps);
        return Math.Abs(steps - whole) <= Snap ? whole : steps;
    }

    public double TimeAt(double step) => Origin + step * TimeStep;

    public long BeginOf(long window) => window * Shift;

    public long EndOf(long window) => window * Shift + Steps;

    /// <summary>The first window that ends after a step. From it to <see cref="LastBeginningBy"/> windows contain the step.</summary>
    public long FirstEndingAfter(double step) => Math.Max(0, (long)Math.Floor((step - Steps) / Shift) + 1);

    /// <summary>The last window that begins at a step or before.</summary>
    public long LastBeginningBy(double step) => (long)Math.Floor(step / Shift);
}
