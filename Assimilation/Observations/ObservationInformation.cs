using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Observations;

/// <summary>
/// What observations say of the states of a block of windows, in information form: the likelihood is, up to a constant,
/// exp(−½ xᵀ G x + gᵀ x) with G = HᵀR⁻¹H and g = HᵀR⁻¹y. Independent pieces of information simply add.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="shape">The shape of the windows.</param>
public sealed class ObservationInformation<V>(WindowShape shape) where V : struct, ILane<V>
{
    /// <summary>G = HᵀR⁻¹H, banded, [d, d].</summary>
    public BandMatrix<V> Precision { get; } = new(shape.Size, shape.HalfBandwidth);

    /// <summary>g = HᵀR⁻¹y, [d].</summary>
    public LaneArray<V> Vector { get; } = new(shape.Size);

    /// <summary>How many diagonals of G below the main one are not zero in any lane: 0 where all observations are of single states.</summary>
    public int Reach { get; private set; }

    /// <summary>Forgets everything: no observations in any lane.</summary>
    public void Clear()
    {
        Precision.Clear();
        Vector.Clear();
        Reach = 0;
    }

    /// <summary>Forgets what is in one lane.</summary>
    public void Clear(int lane)
    {
        LaneBlock.Clear(Precision.Elements, lane);
        LaneBlock.Clear(Vector.Span, lane);
    }

    internal void Add(int lane, int row, double value) =>
        LaneBlock.Add(ref Vector[row], lane, value);

    internal void Add(int lane, int row, int column, double value)
    {
        Reach = Math.Max(Reach, Math.Abs(row - column));
        LaneBlock.Add(ref Precision[row, column], lane, value);
    }
}
