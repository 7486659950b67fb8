namespace NeuralDA.Assimilation.Observations;

/// <summary>A linear observation operator H [m, d], stored by rows: each observation touches few unknowns.</summary>
public sealed class SparseRows : IObservationOperator
{
    private readonly int[] _start;
    private readonly int[] _columns;
    private readonly double[] _weights;

    /// <summary>Makes the operator from its rows.</summary>
    /// <param name="stateSize">The number d of columns.</param>
    /// <param name="rows">For each observation its columns, ascending, and their weights.</param>
    /// <exception cref="ArgumentException">A column lies outside 0 .. d − 1.</exception>
    public SparseRows(int stateSize, IReadOnlyList<(int Column, double Weight)[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        StateSize = stateSize;
        _start = new int[rows.Count + 1];
        for (var i = 0; i < rows.Count; i++) _start[i + 1] = _start[i] + rows[i].Length;
        _columns = [.. rows.SelectMany(row => row.Select(entry => entry.Column))];
        _weights = [.. rows.SelectMany(row => row.Select(entry => entry.Weight))];
        if (_columns.Any(column => column < 0 || column >= stateSize))
            throw new ArgumentException($"H has a column outside 0 .. {stateSize - 1}; the state has d = {stateSize}");
    }

    // Row i has the columns and weights start[i] .. start[i + 1], which are known to be in order.
    internal SparseRows(int stateSize, int[] start, int[] columns, double[] weights) =>
        (StateSize, _start, _columns, _weights) = (stateSize, start, columns, weights);

    /// <inheritdoc/>
    public int Count => _start.Length - 1;

    /// <inheritdoc/>
    public int StateSize { get; }

    /// <summary>The columns of row <paramref name="i"/>, ascending.</summary>
    public ReadOnlySpan<int> Columns(int i) => _columns.AsSpan(_start[i].._start[i + 1]);

    /// <summary>The weights of row <paramref name="i"/>.</summary>
    public ReadOnlySpan<double> Weights(int i) => _weights.AsSpan(_start[i].._start[i + 1]);

    /// <summary>The diagonal of H C Hᵀ, [m].</summary>
    /// <param name="covariance">C by row and column.</param>
    public double[] Variances(Func<int, int, double> covariance)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        var variances = new double[Count];
        for (var i = 0; i < variances.Length; i++)
        {
            var columns = Columns(i);
            var weights = Weights(i);
            for (var k = 0; k < columns.Length; k++)
            {
                for (var l = 0; l < columns.Length; l++)
                    variances[i] += weights[k] * weights[l] * covariance(columns[k], columns[l]);
            }
        }
        return variances;
    }

    /// <summary>Whether HᵀR⁻¹H stays within a band of the given half-bandwidth, for diagonal R.</summary>
    public bool IsLocal(int halfBandwidth)
    {
        for (var i = 0; i < Count; i++)
        {
            var columns = Columns(i);
            if (columns.Length > 0 && columns[^1] - columns[0] > halfBandwidth) return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> state, Span<double> observed)
    {
        for (var i = 0; i < Count; i++) observed[i] = Apply(i, state);
    }

    /// <summary>Element <paramref name="i"/> of H x.</summary>
    internal double Apply(int i, ReadOnlySpan<double> state)
    {
        var sum = 0.0;
        for (var k = _start[i]; k < _start[i + 1]; k++) sum += _weights[k] * state[_columns[k]];
        return sum;
    }

    /// <summary>Adds Hᵀ y to <paramref name="state"/>: the adjoint.</summary>
    /// <param name="observed">A vector y of observation space, [m].</param>
    /// <param name="state">The state vector added to, [d].</param>
    public void AddAdjoint(ReadOnlySpan<double> observed, Span<double> state)
    {
        for (var i = 0; i < Count; i++)
        {
            var columns = Columns(i);
            var weights = Weights(i);
            for (var k = 0; k < columns.Length; k++) state[columns[k]] += weights[k] * observed[i];
        }
    }

    /// <inheritdoc/>
    public SparseRows Linearize(ReadOnlySpan<double> state) => this;
}
