using NeuralDA.Assimilation.Lanes;
using NeuralDA.Assimilation.Priors;
using NeuralDA.Assimilation.Solvers;

namespace NeuralDA.Assimilation.Incremental;

/// <summary>Gives a lane whose window is done the next window.</summary>
/// <param name="lane">The lane.</param>
/// <param name="iterate">The iterates, [d]: the next window's start is to be written into that lane.</param>
/// <returns>Whether there was a next one.</returns>
/// <typeparam name="V">The lane type.</typeparam>
public delegate bool NextWindow<V>(int lane, Span<V> iterate) where V : struct, ILane<V>;

/// <summary>
/// Line search (2.8) as a trust region: a step that lowers the cost J is taken and the damping relaxed, one that does not is
/// refused and the damping raised (Levenberg-Marquardt with Nielsen's gain-ratio rule). Each lane decides for itself and
/// stands still, or goes on with another window, once it has converged, so a window's result does not depend on its neighbours.
/// </summary>
/// <typeparam name="V">The lane type.</typeparam>
/// <param name="physics">The physical prior, whose cost is searched.</param>
/// <param name="maximumSolves">The largest number of solves of a window, refused ones included.</param>
/// <param name="next">What lanes go on with; null where they are to stand still.</param>
public sealed class LevenbergMarquardtUpdate<V>(PhysicalPrior<V> physics, int maximumSolves, NextWindow<V>? next = null) : IUpdateRule<V>
    where V : struct, ILane<V>
{
    /// <summary>Stops at this relative decrease of the cost.</summary>
    public const double Tolerance = 1e-6;

    /// <summary>
    /// The first damping, relative to the largest diagonal element. Larger than least squares would ask for: near wrong
    /// minima a careful start finds the right one more often (measured: RMSE 0.31 against 0.35 at 10⁻³).
    /// </summary>
    public const double InitialDamping = 0.1;

    /// <summary>The paper's stopping rule: J / (d + m) below this counts as arrived.</summary>
    public const double Threshold = 0.05;

    private const double LargestDamping = 1e12;
    private WindowBlock<V>? _windows;
    private V _growth;
    private V _active;
    private V _fresh;
    private V _solvesAboveThreshold;

    /// <inheritdoc/>
    public V Damping { get; private set; }

    /// <summary>The cost J of each lane's iterate.</summary>
    public V Cost { get; private set; }

    /// <summary>The solves that each lane needed until it converged.</summary>
    public V Solves { get; private set; }

    /// <summary>The solves until J / (d + m) fell below <see cref="Threshold"/> in one lane; null if it never did.</summary>
    public int? SolvesToThreshold(int lane) =>
        AboveThreshold().Get(lane) > 0 ? null : (int)_solvesAboveThreshold.Get(lane);

    /// <inheritdoc/>
    public void Begin(WindowBlock<V> windows)
    {
        _windows = windows;
        (Damping, _growth, _active, _fresh, Solves) = (V.Of(InitialDamping), V.Of(2), V.Of(1), V.Of(0), V.Of(0));
        Cost = CostOf(windows.FirstGuess);
        _solvesAboveThreshold = V.Of(0);
    }

    /// <inheritdoc/>
    public bool Next(Span<V> iterate, MapEstimator<V> estimate, int level)
    {
        V zero = V.Of(0), one = V.Of(1), two = V.Of(2);
        // Of windows that came last time only the observations' part of the cost was known before this linearisation.
        Cost = Where(_fresh, Cost + physics.LinearizedCost, Cost);
        var trialCost = CostOf(estimate.Mean);
        var decrease = Cost - trialCost;
        // The quadratic model falls by ½ δᵀ (λ δ + b) for the damped step δ and the descent direction b.
        var predicted = (estimate.Shift * LaneBlock.Dot<V>(estimate.Increment, estimate.Increment)
            + LaneBlock.Dot<V>(estimate.Increment, estimate.Descent)) / two;
        var gain = decrease / predicted;

        // Not a number compares as not greater, so a step into nowhere is refused.
        var accepted = V.WhereGreater(decrease, zero, V.WhereGreater(gain, zero, _active, zero), zero);
        for (var i = 0; i < iterate.Length; i++)
            iterate[i] = V.WhereGreater(accepted, zero, estimate.Mean[i], iterate[i]);
        Solves += _active;
        _solvesAboveThreshold += _active * AboveThreshold();

        var centred = two * gain - one;
        var relaxed = Damping * V.Max(V.Of(1.0 / 3), one - centred * centred * centred);
        var small = V.WhereGreater(V.Of(Tolerance) * Cost, decrease, one, zero);
        var converged = V.WhereGreater(accepted, zero, small, V.WhereGreater(Damping, V.Of(LargestDamping), one, zero));
        converged = V.WhereGreater(V.Of(maximumSolves), Solves, converged, one);

        Cost = V.WhereGreater(accepted, zero, trialCost, Cost);
        Damping = V.WhereGreater(accepted, zero, relaxed, Damping * _growth);
        _growth = V.WhereGreater(accepted, zero, two, _growth * two);
        _active = V.WhereGreater(converged, zero, zero, _active);
        _fresh = zero;
        if (next is not null) GoOn(iterate);
        return AnyActive();
    }

    // Lanes that stand still are given other windows.
    private void GoOn(Span<V> iterate)
    {
        for (var lane = 0; lane < V.Count; lane++)
        {
            if (_active.Get(lane) > 0 || !next!(lane, iterate)) continue;
            _fresh = _fresh.With(lane, 1);
            Cost = Cost.With(lane, _windows!.ObservationCost(iterate, lane));
        }
        Damping = Where(_fresh, V.Of(InitialDamping), Damping);
        _growth = Where(_fresh, V.Of(2), _growth);
        _active = Where(_fresh, V.Of(1), _active);
        Solves = Where(_fresh, V.Of(0), Solves);
        _solvesAboveThreshold = Where(_fresh, V.Of(0), _solvesAboveThreshold);
    }

    private static V Where(V flag, V ifSet, V ifNot) => V.WhereGreater(flag, V.Of(0), ifSet, ifNot);

    private V CostOf(ReadOnlySpan<V> iterate) => physics.Cost(iterate) + _windows!.ObservationCost(iterate);

    private V AboveThreshold() => V.WhereGreater(Cost, V.Of(Threshold) * _windows!.DegreesOfFreedom, V.Of(1), V.Of(0));

    private bool AnyActive()
    {
        for (var lane = 0; lane < V.Count; lane++)
            if (_active.Get(lane) > 0) return true;
        return false;
    }
}
