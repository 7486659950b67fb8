using MathNet.Numerics.LinearAlgebra;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Priors;

namespace NeuralDA.Assimilation.Streaming;

/// <summary>
/// What a window hands to the one that begins S steps later. Normalised units of the prior that made it, and of use with that
/// prior only. Flat arrays, to be stored as they are: the same bits give the same analyses. Not to be written to.
/// </summary>
/// <param name="Precision">
/// Λ: what the observations before the next window's begin say of its first state beyond climatology, [φ · φ], row by row.
/// </param>
/// <param name="Vector">η, so that the factor of the density is exp(−½ xᵀ Λ x + ηᵀ x), [φ].</param>
/// <param name="Overlap">The analysis on the steps that both windows share, the next window's first guess there, [(T − S) · φ].</param>
/// <param name="LastPrecision">Λ of the last of these steps by the whole analysis, [φ · φ]; empty where S = T.</param>
/// <param name="LastVector">η of that step, [φ]; empty where S = T.</param>
public sealed record CarriedInformation(
    double[] Precision, double[] Vector, double[] Overlap, double[] LastPrecision, double[] LastVector)
{
    /// <summary>All its numbers, one array after the other.</summary>
    public IEnumerable<double> Numbers() => [.. Precision, .. Vector, .. Overlap, .. LastPrecision, .. LastVector];

    /// <summary>The same in the normalised units of another prior, whose windows have the same shape.</summary>
    /// <param name="from">Units of the prior that made it.</param>
    /// <param name="to">Units of the other prior.</param>
    public CarriedInformation InUnits(Normalization from, Normalization to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var (precision, vector) = InUnits(Precision, Vector, first: 0, from, to);
        var (lastPrecision, lastVector) = InUnits(LastPrecision, LastVector, Overlap.Length - LastVector.Length, from, to);
        var overlap = (double[])Overlap.Clone();
        from.ToPhysical(overlap);
        to.Normalize(overlap);
        return new CarriedInformation(precision, vector, overlap, lastPrecision, lastVector);
    }

    // With x = D x' + c a state in the old units by the new ones: Λ' = D Λ D and η' = D (η − Λ c).
    private static (double[] Precision, double[] Vector) InUnits(
        double[] precision, double[] vector, int first, Normalization from, Normalization to)
    {
        var n = vector.Length;
        double Scale(int i) => to.StandardDeviation[first + i] / from.StandardDeviation[first + i];
        double Offset(int i) => (to.Mean[first + i] - from.Mean[first + i]) / from.StandardDeviation[first + i];
        var (rescaled, moved) = (new double[n * n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            moved[i] = vector[i];
            for (var j = 0; j < n; j++)
            {
                rescaled[i * n + j] = Scale(i) * precision[i * n + j] * Scale(j);
                moved[i] -= precision[i * n + j] * Offset(j);
            }
            moved[i] *= Scale(i);
        }
        return (rescaled, moved);
    }

    /// <summary>What is known of the first state, as matrices and with its constant.</summary>
    internal StateInformation Arrival(StateClimatology climatology) => Read(climatology, Precision, Vector);

    /// <summary>What is known of the last state in common.</summary>
    internal StateInformation Last(StateClimatology climatology) => Read(climatology, LastPrecision, LastVector);

    /// <summary>Refuses what cannot have come from a window of that shape.</summary>
    internal void Require(WindowShape shape)
    {
        var n = shape.Components;
        var last = Overlap.Length == 0 ? 0 : n;
        if (Precision.Length != n * n || Vector.Length != n || Overlap.Length % n != 0 || Overlap.Length >= shape.Size
            || LastPrecision.Length != n * last || LastVector.Length != last)
            throw new ArgumentException(
                $"carried information of {Precision.Length}, {Vector.Length}, {Overlap.Length}, {LastPrecision.Length} and "
                + $"{LastVector.Length} elements; windows [{shape.Steps}, {n}] carry {n * n}, {n}, a multiple of {n} below "
                + $"{shape.Size}, {n * last} and {last}");
        if (!Numbers().All(double.IsFinite))
            throw new ArgumentException("carried information has elements that are not finite");
    }

    private static StateInformation Read(StateClimatology climatology, double[] precision, double[] vector) => climatology.From(
        Matrix<double>.Build.Dense(vector.Length, vector.Length, precision), Vector<double>.Build.Dense(vector));
}
