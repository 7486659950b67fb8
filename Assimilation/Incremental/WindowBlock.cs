using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Observations;
using NeuralDA.Assimilation.Streaming;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>Windows side by side, one in each lane: first guesses and observations. Buffers are reused from load to load.</summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="shape">The shape of the windows.</param>
public sealed class WindowBlock<V>(WindowShape shape) where V : struct, ILane<V>
{
    private readonly ObservationSet[] _sets = new ObservationSet[V.Count];
    private readonly StateInformation?[] _arrivals = new StateInformation?[V.Count];
    private readonly Continuation?[] _continuations = new Continuation?[V.Count];
    private readonly double[] _state = new double[shape.Size];

    /// <summary>The shape of the windows.</summary>
    public WindowShape Shape => shape;

    /// <summary>The first guesses z₀, [d], normalised units.</summary>
    public LaneArray<V> FirstGuess { get; } = new(shape.Size);

    /// <summary>The observations, linearised at the latest iterate.</summary>
    public ObservationInformation<V> Observations { get; } = new(shape);

    /// <summary>d + m of each window: the number of squares that a cost sums.</summary>
    public V DegreesOfFreedom { get; private set; }

    /// <summary>Loads windows; where there are fewer than lanes, the last one fills the rest.</summary>
    /// <param name="firstGuesses">z₀ of each window, [d].</param>
    /// <param name="observations">The observations of each window.</param>
    /// <param name="arrivals">What earlier windows taught of each window's first state, or null; empty where of none.</param>
    /// <param name="continuations">The analyses that windows continue, or null; empty where none.</param>
    public void Load(
        ReadOnlySpan<double[]> firstGuesses, ReadOnlySpan<ObservationSet> observations,
        ReadOnlySpan<StateInformation?> arrivals = default, ReadOnlySpan<Continuation?> continuations = default)
    {
        if (firstGuesses.Length != observations.Length || firstGuesses.Length is 0 || firstGuesses.Length > V.Count)
            throw new ArgumentException(
                $"{firstGuesses.Length} first guesses and {observations.Length} observation sets; a block holds 1 to {V.Count}");
        Observations.Clear();
        for (var lane = 0; lane < V.Count; lane++)
        {
            var window = Math.Min(lane, firstGuesses.Length - 1);
            _sets[lane] = observations[window];
            _arrivals[lane] = arrivals.IsEmpty ? null : arrivals[window];
            _continuations[lane] = continuations.IsEmpty ? null : continuations[window];
            LaneBlock.Scatter<V>(firstGuesses[window], FirstGuess, lane);
            AddTo(lane, firstGuesses[window]);
            DegreesOfFreedom = DegreesOfFreedom.With(lane, shape.Size + _sets[lane].Count);
        }
    }

    /// <summary>Loads another window into one lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="firstGuess">Its z₀, [d].</param>
    /// <param name="observations">Its observations.</param>
    /// <param name="arrival">What earlier windows taught of its first state, or null.</param>
    public void Load(int lane, double[] firstGuess, ObservationSet observations, StateInformation? arrival)
    {
        ArgumentNullException.ThrowIfNull(observations);
        (_sets[lane], _arrivals[lane], _continuations[lane]) = (observations, arrival, null);
        LaneBlock.Scatter<V>(firstGuess, FirstGuess, lane);
        Observations.Clear(lane);
        AddTo(lane, firstGuess);
        DegreesOfFreedom = DegreesOfFreedom.With(lane, shape.Size + observations.Count);
    }

    /// <summary>Linearises the nonlinear operators anew at the iterates; linear ones stay as they were loaded.</summary>
    public void Linearize(ReadOnlySpan<V> iterate)
    {
        if (Array.TrueForAll(_sets, set => set.Operator is SparseRows)) return;
        Observations.Clear();
        for (var lane = 0; lane < V.Count; lane++)
        {
            LaneBlock.Gather(iterate, lane, _state);
            AddTo(lane, _state);
        }
    }

    /// <summary>
    /// After the first estimate: where a window continues another, the iterate on the common steps becomes the analysis that was,
    /// and what was lent to that estimate beyond them is taken back.
    /// </summary>
    public void Continue(Span<V> iterate)
    {
        for (var lane = 0; lane < V.Count; lane++)
        {
            if (_continuations[lane] is not { } continuation) continue;
            LaneBlock.Scatter(continuation.Overlap, iterate, lane);
            _continuations[lane] = null;
            Observations.Clear(lane);
            LaneBlock.Gather<V>(iterate, lane, _state);
            AddTo(lane, _state);
        }
    }

    /// <summary>The observation term Jo of the cost at the iterates, what is known of the first states included.</summary>
    public V ObservationCost(ReadOnlySpan<V> iterate)
    {
        var cost = V.Of(0);
        for (var lane = 0; lane < V.Count; lane++) cost = cost.With(lane, ObservationCost(iterate, lane));
        return cost;
    }

    /// <summary>That of one window.</summary>
    public double ObservationCost(ReadOnlySpan<V> iterate, int lane)
    {
        LaneBlock.Gather(iterate, lane, _state);
        var arrival = _arrivals[lane]?.Cost(_state.AsSpan(0, shape.Components)) ?? 0;
        return arrival + _sets[lane].Cost(_state);
    }

    private void AddTo(int lane, double[] state)
    {
        _sets[lane].AddTo(Observations, lane, state);
        _arrivals[lane]?.AddTo(Observations, lane, step: 0);
        if (_continuations[lane] is { } continuation)
            continuation.Last.AddTo(Observations, lane, continuation.Overlap.Length / shape.Components - 1);
    }
}
