namespace NeuralDA.Assimilation.Observations;

/// <summary>
/// Observes the Euclidean norm of all components at given steps, as a wind speed is to its components: the smallest
/// nonlinear operator, linearised anew at each outer iteration.
/// </summary>
/// <param name="shape">The shape of the window.</param>
/// <param name="steps">The observed steps, each in 0 .. T − 1.</param>
public sealed class MagnitudeOperator(WindowShape shape, IReadOnlyList<int> steps) : IObservationOperator
{
    /// <inheritdoc/>
    public int Count => steps.Count;

    /// <inheritdoc/>
    public int StateSize => shape.Size;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> state, Span<double> observed)
    {
        for (var i = 0; i < steps.Count; i++) observed[i] = Magnitude(state, steps[i]);
    }

    /// <inheritdoc/>
    public SparseRows Linearize(ReadOnlySpan<double> state)
    {
        var rows = new List<(int, double)[]>();
        foreach (var step in steps)
        {
            // The norm has no gradient at the origin; the zero row says that nothing is learned there.
            var magnitude = Magnitude(state, step);
            var row = new (int, double)[shape.Components];
            for (var c = 0; c < shape.Components; c++)
            {
                var column = step * shape.Components + c;
                row[c] = (column, magnitude > 0 ? state[column] / magnitude : 0);
            }
            rows.Add(row);
        }
        return new SparseRows(StateSize, rows);
    }

    private double Magnitude(ReadOnlySpan<double> state, int step)
    {
        var sum = 0.0;
        foreach (var value in state.Slice(step * shape.Components, shape.Components)) sum += value * value;
        return Math.Sqrt(sum);
    }
}
