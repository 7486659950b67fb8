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
    public V[] Vector { get; } = new V[shape.Size];

    /// <summary>Forgets everything: no observations in any lane.</summary>
    public void Clear()
    {
        Precision.Clear();
        Array.Clear(Vector);
    }

    /// <summary>Forgets what is in one lane.</summary>
    public void Clear(int lane)
    {
        foreach (ref var element in Precision.Elements) element = element.With(lane, 0);
        foreach (ref var element in Vector.AsSpan()) element = element.With(lane, 0);
    }

    internal void Add(int lane, int row, double value) =>
        Vector[row] = Vector[row].With(lane, Vector[row].Get(lane) + value);

    internal void Add(int lane, int row, int column, double value)
    {
        ref var element = ref Precision[row, column];
        element = element.With(lane, element.Get(lane) + value);
    }
}
