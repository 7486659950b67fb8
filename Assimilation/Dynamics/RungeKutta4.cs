using System.Runtime.CompilerServices;
using NeuralDA.Assimilation.Lanes;

namespace NeuralDA.Assimilation.Dynamics;

/// <summary>
/// The classical Runge-Kutta scheme of order four and the exact derivative of its discrete step, which is the same scheme
/// applied to perturbations δ' = f'(u) δ beside the state. Any output may share its memory with an input of the same shape.
/// Allocates nothing after construction; not thread-safe, the workspace is reused.
/// </summary>
/// <param name="system">The system to integrate.</param>
/// <param name="timeStep">The step length h in model time units.</param>
/// <typeparam name="V">The lane type.</typeparam>
public sealed class RungeKutta4<V>(IDynamicalSystem<V> system, double timeStep) where V : struct, ILane<V>
{
    // The slope of each stage but the last counts with its weight, and the next stage starts from u + h · node · slope.
    private const double LastWeight = 1.0 / 6;
    private static readonly (double Weight, double Node)[] FirstStages = [(1.0 / 6, 0.5), (1.0 / 3, 0.5), (1.0 / 3, 1)];

    private readonly int _size = system.StateSize;

    // A state, and up to φ perturbations of it one after the other.
    private readonly LaneArray<V> _start = new(system.StateSize * (system.StateSize + 1));
    private readonly LaneArray<V> _stage = new(system.StateSize * (system.StateSize + 1));
    private readonly LaneArray<V> _slope = new(system.StateSize * (system.StateSize + 1));
    private readonly LaneArray<V> _sum = new(system.StateSize * (system.StateSize + 1));

    /// <summary>The system being integrated.</summary>
    public IDynamicalSystem<V> System => system;

    /// <summary>The step length h in model time units.</summary>
    public double TimeStep => timeStep;

    /// <summary>Advances a state by one step.</summary>
    /// <param name="state">The state u(t), [φ].</param>
    /// <param name="next">Receives u(t + h), [φ].</param>
    public void Step(ReadOnlySpan<V> state, Span<V> next) => Step(state, next, timeStep);

    /// <summary>Advances a state by a step of another length, such as the part of a step up to an observation.</summary>
    /// <param name="state">The state u(t), [φ].</param>
    /// <param name="next">Receives the state after <paramref name="length"/>, [φ].</param>
    /// <param name="length">The length in model time units.</param>
    public void Step(ReadOnlySpan<V> state, Span<V> next, double length)
    {
        Advance(state, _sum.Slice(0, _size), length);
        Copy(_sum.Slice(0, _size), next);
    }

    /// <summary>Advances a state by one step, and perturbations of it: they become M δ, as they appear one step later.</summary>
    /// <param name="start">The state u(t), then up to φ perturbations δ of it, [φ] each.</param>
    /// <param name="result">Receives u(t + h), then M δ of each with M = ∂u(t + h)/∂u(t); must not overlap the start.</param>
    public void StepWithPerturbations(ReadOnlySpan<V> start, Span<V> result) => Advance(start, result, timeStep);

    /// <summary>Advances a state by one step and differentiates the step.</summary>
    /// <param name="state">The state u(t), [φ].</param>
    /// <param name="next">Receives u(t + h), [φ].</param>
    /// <param name="jacobian">Receives M = ∂u(t + h)/∂u(t), [φ, φ] row-major.</param>
    public void StepWithJacobian(ReadOnlySpan<V> state, Span<V> next, Span<V> jacobian)
    {
        var columns = AdvanceUnits(state);
        Copy(_sum.Slice(0, _size), next);
        for (var i = 0; i < _size; i++)
            for (var j = 0; j < _size; j++) jacobian[i * _size + j] = columns[j * _size + i];
    }

    /// <summary>result = M δ: how a perturbation of the state appears one step later.</summary>
    /// <param name="state">The state u(t) at which M is taken, [φ].</param>
    /// <param name="perturbation">The perturbation δ of u(t), [φ].</param>
    /// <param name="result">Receives M δ, [φ].</param>
    public void TangentLinear(ReadOnlySpan<V> state, ReadOnlySpan<V> perturbation, Span<V> result)
    {
        Copy(state, _start);
        Copy(perturbation, _start.Slice(_size, _size));
        Advance(_start.Slice(0, 2 * _size), _sum.Slice(0, 2 * _size), timeStep);
        Copy(_sum.Slice(_size, _size), result);
    }

    /// <summary>result = Mᵀ λ: what a sensitivity to the state one step later is to the state now.</summary>
    /// <param name="state">The state u(t) at which M is taken, [φ].</param>
    /// <param name="sensitivity">The sensitivity λ to u(t + h), [φ].</param>
    /// <param name="result">Receives Mᵀ λ, [φ].</param>
    public void Adjoint(ReadOnlySpan<V> state, ReadOnlySpan<V> sensitivity, Span<V> result)
    {
        var columns = AdvanceUnits(state);
        for (var j = 0; j < _size; j++) _stage[j] = LaneBlock.Dot<V>(columns.Slice(j * _size, _size), sensitivity);
        Copy(_stage.Slice(0, _size), result);
    }

    // The unit vectors as perturbations become the columns of M.
    private Span<V> AdvanceUnits(ReadOnlySpan<V> state)
    {
        Copy(state, _start);
        for (var i = 0; i < _size * _size; i++) _start[_size + i] = V.Of(i % (_size + 1) == 0 ? 1 : 0);
        Advance(_start, _sum, timeStep);
        return _sum.Slice(_size, _size * _size);
    }

    [MethodImpl(Kernel.Compiled)]
    private void Advance(ReadOnlySpan<V> start, Span<V> result, double length)
    {
        Span<V> stage = _stage.Slice(0, start.Length), slope = _slope.Slice(0, start.Length);
        ReadOnlySpan<V> from = start, sum = start;
        foreach (var (weight, node) in FirstStages)
        {
            Slope(from, slope);
            Add(V.Of(length * weight), V.Of(length * node), slope, start, sum, stage, result);
            from = stage;
            sum = result;
        }
        Slope(from, slope);
        var lastWeight = V.Of(length * LastWeight);
        for (var i = 0; i < slope.Length; i++) result[i] = V.MultiplyAdd(lastWeight, slope[i], result[i]);
    }

    private void Slope(ReadOnlySpan<V> start, Span<V> slope)
    {
        system.Tendency(start[.._size], slope[.._size]);
        if (start.Length > _size) system.Tangent(start[.._size], start[_size..], slope[_size..]);
    }

    // stage = node · slope + start and result = weight · slope + sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        V weight, V node, ReadOnlySpan<V> slope, ReadOnlySpan<V> start, ReadOnlySpan<V> sum, Span<V> stage, Span<V> result)
    {
        start = start[..slope.Length];
        sum = sum[..slope.Length];
        stage = stage[..slope.Length];
        result = result[..slope.Length];
        for (var i = 0; i < slope.Length; i++)
        {
            var change = slope[i];
            stage[i] = V.MultiplyAdd(node, change, start[i]);
            result[i] = V.MultiplyAdd(weight, change, sum[i]);
        }
    }

    // Few elements, read as vectors at once: a copy by bytes would keep them waiting for each other.
    private static void Copy(ReadOnlySpan<V> source, Span<V> target)
    {
        for (var i = 0; i < source.Length; i++) target[i] = source[i];
    }
}
