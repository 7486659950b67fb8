namespace NeuralDA.Assimilation.Observations;

/// <summary>The observation operator h: what the instruments would report of a window's states, [d] to [m].</summary>
public interface IObservationOperator
{
    /// <summary>The number m of observations.</summary>
    int Count { get; }

    /// <summary>The size d of the state vector.</summary>
    int StateSize { get; }

    /// <summary>Computes h(x).</summary>
    /// <param name="state">The trajectory x, [d], normalised units.</param>
    /// <param name="observed">Receives h(x), [m].</param>
    void Apply(ReadOnlySpan<double> state, Span<double> observed);

    /// <summary>The tangent linear H of h at x, [m, d]; h itself where it is linear.</summary>
    SparseRows Linearize(ReadOnlySpan<double> state);
}
