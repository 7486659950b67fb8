using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// The lower triangular band root L of a precision Λ = L Lᵀ + ε I. Its columns are computed when they are asked for, a few at a
/// time, so that whoever goes down the band finds them in the nearest cache.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="columns">Where L is kept.</param>
/// <param name="floor">ε.</param>
/// <param name="fill">Computes the columns from a first one up to an end.</param>
public sealed class PrecisionRoot<V>(BandMatrix<V> columns, double floor, Action<int, int> fill) where V : struct, ILane<V>
{
    private int _filled = columns.Size;

    /// <summary>ε.</summary>
    public double Floor => floor;

    /// <summary>L, all of it.</summary>
    public BandMatrix<V> Columns => UpTo(columns.Size);

    /// <summary>Forgets all columns: what they are computed from has changed.</summary>
    public void Renew() => _filled = 0;

    /// <summary>L, of which the columns before <paramref name="end"/> are computed.</summary>
    public BandMatrix<V> UpTo(int end)
    {
        if (_filled < end) fill(_filled, end);
        _filled = Math.Max(_filled, end);
        return columns;
    }
}
