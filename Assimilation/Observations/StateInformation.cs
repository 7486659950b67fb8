using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Observations;

/// <summary>
/// What is known of one state of a window beyond its climatology, in information form: a factor
/// exp(−½ xᵀ Λ x + ηᵀ x) of the density. Λ may be singular: nothing is then known in some directions.
/// </summary>
/// <param name="Precision">Λ, symmetric, not negative, [φ, φ], normalised units.</param>
/// <param name="Vector">η, [φ].</param>
/// <param name="Offset">The constant that makes zero the least sum of this cost and the climatological one.</param>
public sealed record StateInformation(Matrix<double> Precision, Vector<double> Vector, double Offset)
{
    /// <summary>The cost ½ xᵀ Λ x − ηᵀ x + offset of a state x, [φ].</summary>
    public double Cost(ReadOnlySpan<double> state)
    {
        var cost = Offset;
        for (var i = 0; i < state.Length; i++)
        {
            var product = 0.0;
            for (var j = 0; j < state.Length; j++) product += Precision[i, j] * state[j];
            cost += state[i] * (product / 2 - Vector[i]);
        }
        return cost;
    }

    /// <summary>Adds it to one lane of a block, as information on the state of a step.</summary>
    public void AddTo<V>(ObservationInformation<V> information, int lane, int step) where V : struct, ILane<V>
    {
        ArgumentNullException.ThrowIfNull(information);
        var first = step * Vector.Count;
        for (var i = 0; i < Vector.Count; i++)
        {
            information.Add(lane, first + i, Vector[i]);
            for (var j = 0; j <= i; j++) information.Add(lane, first + i, first + j, Precision[i, j]);
        }
    }
}
