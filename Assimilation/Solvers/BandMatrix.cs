using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Solvers;

/// <summary>
/// The lower triangle of symmetric band matrices [d, d], one in each lane: element (j + k, j) with k = 0..w, stored column
/// by column. Also holds lower triangular band factors.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
public sealed class BandMatrix<V> where V : struct, ILane<V>
{
    private readonly LaneArray<V> _elements;

    /// <summary>A zero matrix.</summary>
    /// <param name="size">The number d of rows and columns.</param>
    /// <param name="halfBandwidth">The number w of diagonals below the main one.</param>
    public BandMatrix(int size, int halfBandwidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegative(halfBandwidth);
        (Size, HalfBandwidth) = (size, halfBandwidth);
        _elements = new LaneArray<V>(size * (halfBandwidth + 1));
    }

    /// <summary>The number d of rows and columns.</summary>
    public int Size { get; }

    /// <summary>The number w of diagonals below the main one.</summary>
    public int HalfBandwidth { get; }

    /// <summary>All stored elements, column after column, [d · (w + 1)]; those below the last row are zero.</summary>
    public Span<V> Elements => _elements;

    internal Span<V> ElementsAndBeyond => _elements.SpanAndBeyond;

    /// <summary>How many elements below the diagonal column <paramref name="column"/> has: w, fewer at the end.</summary>
    public int Reach(int column) => Math.Min(HalfBandwidth, Size - 1 - column);

    /// <summary>Elements (j, j), (j + 1, j), … of column j, [reach + 1].</summary>
    public Span<V> Column(int column) => _elements.Slice(column * (HalfBandwidth + 1), Reach(column) + 1);

    /// <summary>The element at (row, column) of the symmetric matrix; both within the band.</summary>
    public ref V this[int row, int column] => ref row >= column
        ? ref _elements[column * (HalfBandwidth + 1) + row - column]
        : ref _elements[row * (HalfBandwidth + 1) + column - row];

    /// <summary>Makes all elements zero.</summary>
    public void Clear() => _elements.Clear();

    /// <summary>Makes what is stored for the columns first .. end − 1 below the last row zero.</summary>
    internal void ClearBeyondLastRow(int first, int end)
    {
        for (var j = Math.Max(first, Size - HalfBandwidth); j < end; j++)
            Elements.Slice(j * (HalfBandwidth + 1) + Reach(j) + 1, HalfBandwidth - Reach(j)).Clear();
    }

    /// <summary>Copies the elements of a matrix of the same shape.</summary>
    public void CopyFrom(BandMatrix<V> other) => other._elements.CopyTo(_elements);

    /// <summary>result = result + A x for the symmetric matrix A.</summary>
    /// <param name="x">The vector x, [d].</param>
    /// <param name="result">The vector added to, [d].</param>
    /// <param name="reach">The number of diagonals below the main one that are not zero.</param>
    [MethodImpl(Kernel.Compiled)]
    public void MultiplyAdd(ReadOnlySpan<V> x, Span<V> result, int reach = int.MaxValue)
    {
        var elements = Elements;
        for (var j = 0; j < Size; j++)
        {
            var column = elements.Slice(j * (HalfBandwidth + 1), Math.Min(Reach(j), reach) + 1);
            var sum = V.MultiplyAdd(column[0], x[j], result[j]);
            for (var k = 1; k < column.Length; k++)
            {
                sum = V.MultiplyAdd(column[k], x[j + k], sum);
                result[j + k] = V.MultiplyAdd(column[k], x[j], result[j + k]);
            }
            result[j] = sum;
        }
    }

    /// <summary>Adds L Lᵀ, for a lower triangular band factor L of the same shape, to the symmetric matrix.</summary>
    [MethodImpl(Kernel.Compiled)]
    public void AddSquareOf(BandMatrix<V> factor)
    {
        // L Lᵀ is the sum of the outer products of the columns of L; each stays within the band.
        for (var j = 0; j < Size; j++)
        {
            var column = factor.Column(j);
            for (var p = 0; p < column.Length; p++)
            {
                var target = Column(j + p);
                for (var q = p; q < column.Length; q++)
                    target[q - p] = V.MultiplyAdd(column[p], column[q], target[q - p]);
            }
        }
    }

    /// <summary>result = Lᵀ x for a lower triangular band factor L.</summary>
    [MethodImpl(Kernel.Compiled)]
    public void MultiplyTransposed(ReadOnlySpan<V> x, Span<V> result)
    {
        for (var j = 0; j < Size; j++) result[j] = LaneBlock.Dot<V>(Column(j), x[j..(j + Reach(j) + 1)]);
    }

    /// <summary>result = L x for a lower triangular band factor L.</summary>
    [MethodImpl(Kernel.Compiled)]
    public void MultiplyLower(ReadOnlySpan<V> x, Span<V> result)
    {
        result.Clear();
        for (var j = 0; j < Size; j++)
        {
            var column = Column(j);
            for (var k = 0; k < column.Length; k++) result[j + k] = V.MultiplyAdd(column[k], x[j], result[j + k]);
        }
    }
}
