using System.Buffers;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Observations;

/// <summary>The observations of one window: y = h(x) + noise, noise ~ N(0, diag(ρ²)), in normalised units.</summary>
public sealed class ObservationSet
{
    /// <summary>Makes the set.</summary>
    /// <param name="operator">The observation operator h, [d] to [m].</param>
    /// <param name="values">The observed values y, [m].</param>
    /// <param name="errorVariances">The error variances ρ², [m], positive.</param>
    /// <exception cref="ArgumentException">The sizes differ, or a variance is not positive.</exception>
    public ObservationSet(IObservationOperator @operator, double[] values, double[] errorVariances)
    {
        ArgumentNullException.ThrowIfNull(@operator);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(errorVariances);
        if (values.Length != @operator.Count || errorVariances.Length != @operator.Count)
            throw new ArgumentException(
                $"h gives {@operator.Count} observations; there are {values.Length} values and {errorVariances.Length} variances");
        if (!values.All(double.IsFinite) || !errorVariances.All(variance => double.IsFinite(variance) && variance > 0))
            throw new ArgumentException("observed values must be finite, error variances positive and finite");
        (Operator, Values, ErrorVariances) = (@operator, values, errorVariances);
    }

    /// <summary>No observations of a state of size d.</summary>
    public static ObservationSet Empty(int stateSize) => new(new SparseRows(stateSize, []), [], []);

    /// <summary>The observation operator h.</summary>
    public IObservationOperator Operator { get; }

    /// <summary>The observed values y, [m].</summary>
    public double[] Values { get; }

    /// <summary>The error variances ρ², [m].</summary>
    public double[] ErrorVariances { get; }

    /// <summary>The number m of observations.</summary>
    public int Count => Values.Length;

    /// <summary>The departures y − h(x), [m], of a trajectory x [d].</summary>
    public double[] Departures(ReadOnlySpan<double> state)
    {
        var departures = new double[Count];
        Depart(state, departures);
        return departures;
    }

    /// <summary>The observation term of the cost, Jo = ½ Σ (y − h(x))² / ρ².</summary>
    public double Cost(ReadOnlySpan<double> state)
    {
        var departures = ArrayPool<double>.Shared.Rent(Count);
        Depart(state, departures.AsSpan(0, Count));
        var sum = 0.0;
        for (var i = 0; i < Count; i++) sum += departures[i] * departures[i] / ErrorVariances[i];
        ArrayPool<double>.Shared.Return(departures);
        return sum / 2;
    }

    /// <summary>
    /// Adds what these observations say of a state near <paramref name="state"/> to one lane of a block, in information
    /// form: HᵀR⁻¹H to the precision and HᵀR⁻¹(y − h(x) + H x) to the vector.
    /// </summary>
    /// <exception cref="ArgumentException">A row of H reaches beyond the band.</exception>
    public void AddTo<V>(ObservationInformation<V> information, int lane, ReadOnlySpan<double> state)
        where V : struct, ILane<V>
    {
        ArgumentNullException.ThrowIfNull(information);
        var rows = Operator.Linearize(state);
        if (!rows.IsLocal(information.Precision.HalfBandwidth))
            throw new ArgumentException("an observation reaches beyond two neighbouring steps; use ConjugateGradients");
        var departures = ArrayPool<double>.Shared.Rent(Count);
        Depart(state, departures.AsSpan(0, Count));
        for (var i = 0; i < Count; i++)
        {
            var columns = rows.Columns(i);
            var weights = rows.Weights(i);
            var value = departures[i];
            for (var k = 0; k < columns.Length; k++) value += weights[k] * state[columns[k]];
            for (var k = 0; k < columns.Length; k++)
            {
                var scaled = weights[k] / ErrorVariances[i];
                information.Add(lane, columns[k], scaled * value);
                for (var l = 0; l <= k; l++) information.Add(lane, columns[k], columns[l], scaled * weights[l]);
            }
        }
        ArrayPool<double>.Shared.Return(departures);
    }

    private void Depart(ReadOnlySpan<double> state, Span<double> departures)
    {
        Operator.Apply(state, departures);
        for (var i = 0; i < Count; i++) departures[i] = Values[i] - departures[i];
    }
}
